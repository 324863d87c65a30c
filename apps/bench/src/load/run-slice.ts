import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { quantile } from '../figures/quantiles.ts';
import { createAnswerReader } from './answer-reader.ts';
import type { Slice, SliceResult, Spread } from './slice.ts';

interface Tally {
  completed: number;
  failed: number;
  readonly latencies: number[];
  readonly firstBytes: number[];
  readonly relays: number[];
}

/** No slice waits longer than this for what is under way: a hang is a failure, not a long run. */
const overtimeMs = 15_000;

const nowMicros = () => Number(process.hrtime.bigint() / 1_000n);

function readStamps(piece: Buffer, relays: number[]): number {
  const at = nowMicros();
  let count = 0;
  for (const [, stamp] of piece.toString('latin1').matchAll(/@(\d+)@/g)) {
    relays.push((at - Number(stamp)) / 1_000);
    count += 1;
  }
  return count;
}

/** One connection: a call after the other until the time is over. Resolves when its last call has ended. */
function runLane(socket: Socket, slice: Slice, { tally, until }: { tally: Tally; until: number }) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let sentAt = 0;
  let isWaiting = false;
  let isFirst = true;
  let stamps = 0;

  function send(): void {
    sentAt = performance.now();
    isWaiting = true;
    isFirst = true;
    stamps = 0;
    socket.write(slice.request, 'latin1');
  }

  const read = createAnswerReader({
    onPiece(piece) {
      if (isFirst) tally.firstBytes.push(performance.now() - sentAt);
      isFirst = false;
      if (slice.stamps > 0) stamps += readStamps(piece, tally.relays);
    },
    onEnd({ status, tail }) {
      const isGood = slice.expectedStatuses.includes(status) && tail.includes(slice.lastWords);
      if (isGood && stamps === slice.stamps) tally.completed += 1;
      else tally.failed += 1;
      isWaiting = false;
      const now = performance.now();
      tally.latencies.push(now - sentAt);
      if (now < until) send();
      else resolve();
    },
  });

  socket.on('data', read);
  socket.once('close', () => {
    if (isWaiting) tally.failed += 1;
    resolve();
  });
  send();
  return promise;
}

async function openSockets({ port, connections }: Slice): Promise<Socket[]> {
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => socket.destroy());
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

function spreadOf(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}

/** Runs a slice on fresh connections; the clock starts when all of them are open. */
export async function runSlice(slice: Slice): Promise<SliceResult> {
  const sockets = await openSockets(slice);
  const tally: Tally = { completed: 0, failed: 0, latencies: [], firstBytes: [], relays: [] };
  const startedAt = performance.now();
  const until = startedAt + slice.durationMs;
  const overtime = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
    tally.failed += 1;
  }, slice.durationMs + overtimeMs);
  await Promise.all(sockets.map((socket) => runLane(socket, slice, { tally, until })));
  const seconds = (performance.now() - startedAt) / 1_000;
  clearTimeout(overtime);
  for (const socket of sockets) socket.destroy();
  return {
    seconds,
    completed: tally.completed,
    failed: tally.failed,
    latencyMs: spreadOf(tally.latencies),
    firstByteMs: spreadOf(tally.firstBytes),
    relayMs: spreadOf(tally.relays),
  };
}
