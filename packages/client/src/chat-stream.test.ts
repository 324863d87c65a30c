import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { answerChunks, batchesOf, endless, textChunk } from '../test/chunks.ts';
import { collect } from '../test/collect.ts';
import { startGateway } from '../test/gateway.ts';
import { watchRejections } from '../test/rejections.ts';
import { callerKey, type OpenChat } from '../test/services.ts';
import { type ChatStream, createHearth, type HearthOptions } from './index.ts';

const question = { messages: [{ role: 'user' as const, content: 'Hi' }] };

/** A gateway whose model says `pieces` and then thinks for ever, and the signals of its calls. */
async function startEndless(...pieces: string[]) {
  const signals: AbortSignal[] = [];
  const gateway = await startGateway(async (_request, { signal }) => {
    if (signal !== undefined) signals.push(signal);
    return endless(pieces, signal);
  });
  return { ...gateway, signals };
}

const streamFrom = ({ baseURL }: { baseURL: string }, options: HearthOptions = {}) =>
  createHearth({ baseURL, apiKey: callerKey, maxRetries: 0, ...options }).chat.stream(question);

const hasAborted = ({ signals }: { signals: readonly AbortSignal[] }) =>
  vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true]), 2000);

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function readAll(stream: ChatStream): Promise<string> {
  return (await collect(stream.textStream)).join('');
}

test('text comes piece by piece', async () => {
  await using gateway = await startGateway(async () => batchesOf(answerChunks(['a', 'b', 'c'])));

  expect(await collect(streamFrom(gateway).textStream)).toEqual(['a', 'b', 'c']);
});

test('batches are flattened into chunks', async () => {
  const chunks = answerChunks(['a', 'b', 'c']);
  await using gateway = await startGateway(async () =>
    (async function* () {
      yield chunks.slice(0, 3);
      yield [];
      yield chunks.slice(3);
    })(),
  );

  expect(await collect(streamFrom(gateway))).toEqual(chunks);
});

test('a piece arrives before the next one is made', async () => {
  await using gateway = await startEndless('first');
  const iterator = streamFrom(gateway).textStream[Symbol.asyncIterator]();

  expect(await iterator.next()).toEqual({ done: false, value: 'first' });
  await iterator.return?.();
});

test('nothing is sent before the first read', async () => {
  await using gateway = await startGateway(async () => batchesOf(answerChunks(['a'])));
  const stream = streamFrom(gateway);
  const iterator = stream[Symbol.asyncIterator]();
  await setTimeout(50);
  expect(gateway.seen).toHaveLength(0);

  await iterator.next();
  expect(gateway.seen).toHaveLength(1);
});

test('final works without reading, after reading and beside reading, with one request', async () => {
  await using gateway = await startGateway(async () => batchesOf(answerChunks(['a', 'b'])));
  const stream = streamFrom(gateway);

  const [early, text] = await Promise.all([stream.final(), readAll(stream)]);
  const late = await stream.final();

  expect(early.choices[0]?.message.content).toBe('ab');
  expect(late).toBe(early);
  expect(text).toBe('ab');
  expect(await readAll(stream)).toBe('ab');
  expect(gateway.seen).toHaveLength(1);
});

test("leaving the loop ends the gateway's call", async () => {
  await using gateway = await startEndless('a', 'b');

  for await (const _ of streamFrom(gateway)) break;

  await hasAborted(gateway);
});

test('leaving while the model is silent does not wait for it', async () => {
  await using gateway = await startEndless('a');
  const iterator = streamFrom(gateway).textStream[Symbol.asyncIterator]();
  await iterator.next();
  const pending = iterator.next();

  expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  expect(await pending).toEqual({ done: true, value: undefined });
  await hasAborted(gateway);
});

test('streams started together are apart: ending one leaves the other', async () => {
  await using gateway = await startGateway(async ({ seed }, { signal }) =>
    seed === 1 ? endless(['a'], signal) : batchesOf(answerChunks(['b', 'c'])),
  );
  const { chat } = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });
  const left = chat.stream({ ...question, seed: 1 })[Symbol.asyncIterator]();
  const right = chat.stream({ ...question, seed: 2 });

  const [, text] = await Promise.all([left.next().then(() => left.return?.()), readAll(right)]);

  expect(text).toBe('bc');
  expect(gateway.seen).toHaveLength(2);
});

test("disposing ends the gateway's call", async () => {
  await using gateway = await startEndless('a');
  {
    await using stream = streamFrom(gateway);
    await stream[Symbol.asyncIterator]().next();
  }
  await hasAborted(gateway);
});

test('abort reaches the gateway and throws aborted with its reason and the text so far', async () => {
  await using gateway = await startEndless('par', 'tial');
  const stream = streamFrom(gateway);
  const reason = new Error('user pressed stop');
  const seen: string[] = [];

  const error = await failure(
    (async () => {
      for await (const text of stream.textStream) {
        if (seen.push(text) === 2) stream.abort(reason);
      }
    })(),
  );

  expect(error).toMatchObject({ code: 'aborted', cause: reason, partial: 'partial' });
  expect(seen).toEqual(['par', 'tial']);
  await expect(stream.final()).rejects.toBe(error);
  await hasAborted(gateway);
});

test('after an abort nothing that had come already is given', async () => {
  await using gateway = await startGateway(async (_request, { signal }) =>
    (async function* () {
      yield ['a', 'b', 'c'].map(textChunk);
      yield* endless([], signal);
    })(),
  );
  const stream = streamFrom(gateway);
  const iterator = stream.textStream[Symbol.asyncIterator]();
  await iterator.next();
  stream.abort();

  await expect(iterator.next()).rejects.toMatchObject({ code: 'aborted' });
});

test("the caller's signal ends the call while it queues, while it streams and before it starts", async () => {
  await using gateway = await startGateway(async (_request, { signal }) => endless(['a'], signal));
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });
  await using queued = await startGateway(() => new Promise(() => {}));
  const queue = createHearth({ baseURL: queued.baseURL, apiKey: callerKey });

  const late = new AbortController();
  const stream = hearth.chat.stream(question, { signal: late.signal });
  await stream[Symbol.asyncIterator]().next();
  late.abort();
  await expect(stream.final()).rejects.toMatchObject({
    code: 'aborted',
    cause: late.signal.reason,
  });

  const waiting = queue.chat.stream(question, { signal: AbortSignal.timeout(50) });
  await expect(waiting.final()).rejects.toMatchObject({ code: 'aborted', partial: undefined });

  const before = hearth.chat.stream(question, { signal: AbortSignal.abort('no') });
  await expect(before.final()).rejects.toMatchObject({ code: 'aborted', cause: 'no' });
  expect(gateway.seen).toHaveLength(1);
});

test('abort before use sends nothing; abort after the end changes nothing', async () => {
  await using gateway = await startGateway(async () => batchesOf(answerChunks(['a'])));
  const unused = streamFrom(gateway);
  unused.abort('changed my mind');
  await expect(unused.final()).rejects.toMatchObject({ cause: 'changed my mind' });
  expect(gateway.seen).toHaveLength(0);

  const used = streamFrom(gateway);
  await readAll(used);
  used.abort();
  expect((await used.final()).choices[0]?.message.content).toBe('a');
  expect(await readAll(used)).toBe('a');
});

test('a key callback that never answers does not hold an abort up', async () => {
  const stream = streamFrom(
    { baseURL: 'http://127.0.0.1:1' },
    { apiKey: () => new Promise(() => {}) },
  );
  const final = stream.final();
  stream.abort();

  await expect(final).rejects.toMatchObject({ code: 'aborted' });
});

test('an answer that ends unfinished never looks whole', async () => {
  await using gateway = await startGateway(async () => batchesOf([textChunk('half')]));
  const stream = streamFrom(gateway);

  const error = await failure(readAll(stream));
  expect(error).toMatchObject({ code: 'upstream_incomplete', partial: 'half' });
});

test('streams that are dropped, aborted or asked twice raise no unhandled rejection', async () => {
  await using gateway = await startEndless('a');
  const refusing: OpenChat = () => Promise.reject(new Error('broken'));
  await using broken = await startGateway(refusing);
  using watch = watchRejections();

  streamFrom(gateway);
  streamFrom(gateway).abort();
  streamFrom(gateway)[Symbol.asyncIterator]();
  const twice = streamFrom(broken);
  twice.final();
  twice.final();
  const aborted = streamFrom(gateway);
  aborted.final();
  aborted.abort();
  const cut = streamFrom(gateway);
  for await (const _ of cut) break;
  const dead = streamFrom({ baseURL: 'http://127.0.0.1:1' });
  dead.final();
  await streamFrom(gateway)[Symbol.asyncIterator]().next();
  gateway.cut();

  expect(await watch.settled()).toEqual([]);
});

test('the signal of the caller is let go of at the end', async () => {
  await using gateway = await startGateway(async () => batchesOf(answerChunks(['a'])));
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...rest: Parameters<typeof addEventListener>) => {
    listening.add(rest[1]);
    addEventListener.apply(signal, rest);
  };
  signal.removeEventListener = (...rest: Parameters<typeof removeEventListener>) => {
    listening.delete(rest[1]);
    removeEventListener.apply(signal, rest);
  };
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });

  hearth.chat.stream(question, { signal });
  await hearth.chat.stream(question, { signal }).final();
  await hearth.chat.complete(question, { signal });

  expect(listening.size).toBe(0);
});
