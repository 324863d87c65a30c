import type { ModelCall } from '@hearth/api';
import type { UsageRow } from '@hearth/db';
import { createLimiter, createRates } from '@hearth/limiter';
import type { Ollama, OllamaChatLine, Profiles } from '@hearth/ollama';
import { type ChatRequest, HearthError } from '@hearth/wire';
import { expect, test, vi } from 'vitest';
import { createMetrics } from '../metrics/metrics.ts';
import type { SlotTable } from '../models/slot-table.ts';
import { createAdmission } from './admission.ts';
import { createChatCalls } from './chat-calls.ts';
import { createLedger } from './ledger.ts';
import { createOpenModel } from './open-model.ts';

const model = 'm:latest';
const request: ChatRequest = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const token = (content: string): OllamaChatLine => ({
  message: { role: 'assistant', content },
  done: false,
});
const done: OllamaChatLine = {
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 7,
  eval_count: 2,
  eval_duration: 1_000_000,
};

/** An Ollama whose every step the test decides. */
function scriptedOllama() {
  const closed = Promise.withResolvers<void>();
  const lines: PromiseWithResolvers<OllamaChatLine[] | undefined>[] = [];
  const opened = Promise.withResolvers<void>();
  const state = { aborted: false, returned: false };
  let at = 0;
  const slot = (index: number) => {
    lines[index] ??= Promise.withResolvers();
    return lines[index];
  };
  let sent = 0;
  const ollama = {
    async chat(_body: unknown, { signal }: { signal?: AbortSignal } = {}) {
      signal?.addEventListener('abort', () => {
        state.aborted = true;
      });
      await opened.promise;
      const batches = {
        [Symbol.asyncIterator]: () => batches,
        async next() {
          const value = await slot(at++).promise;
          return value === undefined ? { done: true, value: undefined } : { done: false, value };
        },
        async return() {
          state.returned = true;
          return { done: true, value: undefined };
        },
      };
      return { batches, closed: closed.promise };
    },
  } as unknown as Ollama;
  return {
    ollama,
    state,
    open: () => opened.resolve(),
    fail: (error: unknown) => opened.reject(error),
    send: (...batch: OllamaChatLine[]) => slot(sent++).resolve(batch),
    breakOff: (error: unknown) => slot(sent++).reject(error),
    end: () => slot(sent++).resolve(undefined),
    close: () => closed.resolve(),
  };
}

function bench(slots = 1, headersWithinMs?: number) {
  const upstream = scriptedOllama();
  const rows: UsageRow[] = [];
  const faults: string[] = [];
  const limiter = createLimiter({ slotsOf: () => slots, acquireTimeoutMs: 0 });
  const details = { capabilities: ['completion'], family: 'llama' };
  const profiles = {
    profileOf: async () => ({ model, ...details }),
    detailsOf: async () => details,
  } as unknown as Profiles;
  const slotTable: SlotTable = {
    slotsOf: () => slots,
    note: () => ({ slots, source: 'default' }),
  };
  const shutdown = new AbortController();
  const calls = createChatCalls({
    ollama: upstream.ollama,
    openModel: createOpenModel({ profiles, slots: slotTable, defaultModel: undefined }),
    admission: createAdmission({ limiter, rates: createRates(), demo: false, onRefusal: () => {} }),
    ledger: createLedger({
      record: (row) => rows.push(row),
      metrics: createMetrics(() => []),
      onFault: (id) => faults.push(id),
    }),
    prefill: { learn: () => {}, predictMs: () => 150 },
    shutdown: shutdown.signal,
    ...(headersWithinMs === undefined ? {} : { headersWithinMs }),
  });
  const caller = new AbortController();
  const call: ModelCall = {
    requestId: 'req_1',
    principal: {
      keyId: 'key_1',
      keyName: 'k',
      scopes: ['chat'],
      models: null,
      rpm: null,
      tpm: null,
      concurrency: null,
    },
    surface: 'rest',
    route: 'chat.stream',
    stream: true,
    maxWaitMs: undefined,
    signal: caller.signal,
    report: () => {},
  };
  const slotsInUse = () => limiter.snapshot().models.find((row) => row.model === model)?.inUse ?? 0;
  return { upstream, rows, faults, calls, call, caller, shutdown, slotsInUse };
}

async function readAll(stream: AsyncIterable<unknown[]>): Promise<number> {
  let items = 0;
  for await (const batch of stream) items += batch.length;
  return items;
}

test('the slot is held until Ollama has closed, not until the answer is read', async () => {
  const { upstream, rows, calls, call, slotsInUse } = bench();
  upstream.open();
  upstream.send(token('a'), token('b'));
  upstream.send(done);
  upstream.end();
  const stream = await calls.open(request, call);
  expect(slotsInUse()).toBe(1);
  await readAll(stream);
  expect(slotsInUse()).toBe(1);
  upstream.close();
  await vi.waitFor(() => expect(slotsInUse()).toBe(0));
  expect(rows).toMatchObject([
    {
      status: 'done',
      httpStatus: 200,
      promptTokens: 7,
      completionTokens: 2,
      tokensSource: 'upstream',
    },
  ]);
});

test('a caller who leaves in the middle ends the upstream and frees the slot once it has closed', async () => {
  const { upstream, rows, calls, call, caller, slotsInUse } = bench();
  upstream.open();
  upstream.send(token('a'));
  const stream = await calls.open(request, call);
  const reader = stream[Symbol.asyncIterator]();
  await reader.next();
  const pull = reader.next();
  caller.abort();
  await expect(pull).rejects.toThrow();
  expect(upstream.state.aborted).toBe(true);
  expect(slotsInUse()).toBe(1);
  upstream.close();
  await vi.waitFor(() => expect(slotsInUse()).toBe(0));
  expect(rows).toMatchObject([
    { status: 'aborted', httpStatus: 499, completionTokens: 1, tokensSource: 'estimated' },
  ]);
});

test('a stream that was never pulled gives its slot back when its caller leaves', async () => {
  const { upstream, rows, calls, call, caller, slotsInUse } = bench();
  upstream.open();
  upstream.send(token('a'));
  await calls.open(request, call);
  caller.abort();
  upstream.close();
  await vi.waitFor(() => expect(slotsInUse()).toBe(0));
  expect(rows).toHaveLength(1);
});

test('after an abort during the prompt the slot drains for as long as the reading is predicted to last', async () => {
  const { upstream, calls, call, caller, slotsInUse } = bench(1, 10);
  const stream = await calls.open(request, call);
  const pull = stream[Symbol.asyncIterator]().next();
  caller.abort();
  await expect(pull).rejects.toThrow();
  upstream.fail(new Error('aborted'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(slotsInUse()).toBe(1);
  await vi.waitFor(() => expect(slotsInUse()).toBe(0));
});

test('an error before the first line is thrown where a true status can be sent', async () => {
  const { upstream, rows, calls, call, slotsInUse } = bench();
  upstream.fail(new HearthError('upstream_unavailable', 'gone'));
  await expect(calls.open(request, call)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  await vi.waitFor(() => expect(slotsInUse()).toBe(0));
  expect(rows).toMatchObject([
    { status: 'upstream_error', httpStatus: 503, errorCode: 'upstream_unavailable' },
  ]);
});

test('a slow first line lets the headers go, and a later error rides on the stream', async () => {
  const { upstream, rows, calls, call } = bench(1, 5);
  const stream = await calls.open(request, call);
  upstream.fail(new HearthError('model_load_failed', 'no memory'));
  await expect(readAll(stream)).rejects.toMatchObject({ code: 'model_load_failed' });
  expect(rows).toHaveLength(1);
});

test('an error in the middle is an error, and one row', async () => {
  const { upstream, rows, calls, call, slotsInUse } = bench();
  upstream.open();
  upstream.send(token('a'));
  const stream = await calls.open(request, call);
  upstream.breakOff(new HearthError('upstream_error', 'runner stopped'));
  await expect(readAll(stream)).rejects.toMatchObject({ code: 'upstream_error' });
  upstream.close();
  await vi.waitFor(() => expect(slotsInUse()).toBe(0));
  expect(rows).toMatchObject([{ status: 'upstream_error', errorCode: 'upstream_error' }]);
});

test('a full model refuses with figures, and the refusal is one row', async () => {
  const { upstream, rows, calls, call } = bench();
  upstream.open();
  upstream.send(token('a'));
  await calls.open(request, call);
  const refused = calls.open(request, { ...call, requestId: 'req_2' });
  await expect(refused).rejects.toMatchObject({
    code: 'chat_concurrency_limit',
    status: 429,
    figures: { limit: 1, in_use: 1 },
  });
  expect(rows).toMatchObject([
    { requestId: 'req_2', status: 'refused', httpStatus: 429, tokensSource: 'none' },
  ]);
});

test('what still runs when the gateway stops ends with the reason of the stop', async () => {
  const { upstream, rows, calls, call, shutdown } = bench();
  upstream.open();
  upstream.send(token('a'));
  const stream = await calls.open(request, call);
  const reading = readAll(stream);
  shutdown.abort(new HearthError('shutting_down', 'stopped'));
  await expect(reading).rejects.toMatchObject({ code: 'shutting_down' });
  expect(rows).toMatchObject([{ errorCode: 'shutting_down', httpStatus: 503 }]);
});

test('a model outside of the allow-list is refused before anything is held', async () => {
  const { calls, call, rows, slotsInUse } = bench();
  const principal = { ...call.principal, models: ['other:latest'] };
  await expect(calls.open(request, { ...call, principal })).rejects.toMatchObject({
    code: 'model_not_allowed',
  });
  expect(slotsInUse()).toBe(0);
  expect(rows).toMatchObject([{ status: 'refused', errorCode: 'model_not_allowed' }]);
});

test('a fault of our own in mid-stream is told, since no answer shows it', async () => {
  const { upstream, rows, faults, calls, call } = bench();
  upstream.open();
  upstream.send(token('a'));
  const stream = await calls.open(request, call);
  upstream.breakOff(new TypeError('x is undefined'));
  await expect(readAll(stream)).rejects.toThrow();
  expect(faults).toEqual(['req_1']);
  expect(rows).toMatchObject([{ status: 'error', errorCode: 'internal_error' }]);
});
