import { HearthError } from '@hearth/wire';
import type { FailedCall } from '../errors/refusal-rules.ts';
import { createBatchQueue } from './batch-queue.ts';
import type { Exchange, ExchangeListener } from './exchange.ts';
import { createLineReader } from './line-reader.ts';
import { createListener } from './listener.ts';
import type { OllamaReply } from './ollama.ts';
import { onAbort } from './on-abort.ts';

interface ReadLinesOptions<Line> {
  readonly start: (listener: ExchangeListener) => Exchange;
  readonly isLine: (value: unknown) => value is Line;
  readonly isLast: (line: Line) => boolean;
  readonly call: FailedCall;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of lines that may wait for a slow consumer before Ollama is made to wait. */
const highWaterBytes = 256 * 1024;
/** How long the connection may stay open once the last line has come. */
const endingMs = 1_000;

const incomplete = () =>
  new HearthError('upstream_incomplete', 'Ollama ended its answer without finishing it.');

function createLineCall<Line>({ start, isLine, isLast, call }: ReadLinesOptions<Line>) {
  const first = Promise.withResolvers<void>();
  let isComplete = false;

  function fail(error: unknown): void {
    queue.fail(error);
    first.reject(error);
  }

  /** The connection is worth keeping, and its end comes with the last line or right after it. */
  function complete(): void {
    isComplete = true;
    queue.end();
    const timer = setTimeout(exchange.hangUp, endingMs);
    exchange.closed.then(() => clearTimeout(timer));
  }

  const queue = createBatchQueue<Line>({
    highWaterBytes,
    onFull: () => exchange.pause(),
    onRoom: () => exchange.resume(),
    onLeave: () => exchange.hangUp(),
  });
  const reader = createLineReader<Line>({
    isLine,
    call,
    onLines(lines, bytes) {
      queue.push(lines, bytes);
      first.resolve();
      if (lines.some(isLast)) complete();
    },
    onFault(error) {
      fail(error);
      exchange.hangUp();
    },
  });
  const exchange = start(
    createListener(
      {
        push: reader.push,
        end() {
          reader.end();
          if (!isComplete) fail(incomplete());
        },
        fail,
      },
      call,
    ),
  );

  function abort(reason: unknown): void {
    // The whole answer is there, and its connection is about to end by itself.
    if (isComplete) return;
    queue.cancel(reason);
    first.reject(reason);
    exchange.hangUp();
  }
  return { first: first.promise, batches: queue.batches, exchange, abort };
}

/**
 * Resolves with the first line, so that a fault before it still has a true status. Rejects only once Ollama's side has ended.
 */
export async function readLines<Line>(options: ReadLinesOptions<Line>): Promise<OllamaReply<Line>> {
  options.signal?.throwIfAborted();
  const { first, batches, exchange, abort } = createLineCall(options);
  exchange.closed.then(onAbort(options.signal, abort));
  try {
    await first;
  } catch (error) {
    await exchange.closed;
    throw error;
  }
  return { batches, closed: exchange.closed };
}
