import { HearthError } from '@hearth/wire';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerChunks, batchesOf, textChunk } from '../test/chunks.ts';
import { startGateway } from '../test/gateway.ts';
import { callerKey, type OpenChat, ownerKey } from '../test/services.ts';
import { createHearth, HearthClientError } from './index.ts';
import { backoffMs, retryDelayMs, withRetries } from './retry.ts';

const question = { messages: [{ role: 'user' as const, content: 'Hi' }] };

const busy = (retryAfterMs: number) =>
  new HearthError('chat_concurrency_limit', 'All slots are taken.', { retryAfterMs });

/** Refuses `times` calls and answers those after them. Tells when each came. */
function refusing(times: number, error: HearthError): { open: OpenChat; arrivals: number[] } {
  const arrivals: number[] = [];
  return {
    arrivals,
    async open() {
      if (arrivals.push(performance.now()) <= times) throw error;
      return batchesOf(answerChunks(['ok']));
    },
  };
}

for (const kind of ['complete', 'stream'] as const) {
  const run = (baseURL: string, options: { maxRetries?: number; signal?: AbortSignal } = {}) => {
    const { chat } = createHearth({ baseURL, apiKey: callerKey });
    return kind === 'complete'
      ? chat.complete(question, options)
      : chat.stream(question, options).final();
  };

  test(`${kind}: a retry comes no sooner than retryAfterMs`, async () => {
    const { open, arrivals } = refusing(2, busy(120));
    await using gateway = await startGateway(open);

    expect((await run(gateway.baseURL)).choices[0]?.message.content).toBe('ok');

    const [first = 0, second = 0, third = 0] = arrivals;
    expect(arrivals).toHaveLength(3);
    // Node's timers may fire up to 1 ms early against performance.now().
    expect(Math.min(second - first, third - second)).toBeGreaterThanOrEqual(118);
  });

  test(`${kind}: retries end after maxRetries with the last error`, async () => {
    const { open, arrivals } = refusing(99, busy(1));
    await using gateway = await startGateway(open);

    await expect(run(gateway.baseURL)).rejects.toMatchObject({ code: 'chat_concurrency_limit' });
    expect(arrivals).toHaveLength(3);
    await expect(run(gateway.baseURL, { maxRetries: 0 })).rejects.toThrow('All slots are taken.');
    expect(arrivals).toHaveLength(4);
  });

  test(`${kind}: what a retry can't help isn't retried`, async () => {
    const { open, arrivals } = refusing(99, new HearthError('budget_exceeded', 'Spent.'));
    await using gateway = await startGateway(open);

    await expect(run(gateway.baseURL)).rejects.toMatchObject({ retryable: false, status: 429 });
    expect(arrivals).toHaveLength(1);
  });

  test(`${kind}: a wait over a minute is told, not waited for`, async () => {
    const { open, arrivals } = refusing(99, busy(60_001));
    await using gateway = await startGateway(open);

    await expect(run(gateway.baseURL)).rejects.toMatchObject({ retryAfterMs: 60_001 });
    expect(arrivals).toHaveLength(1);
  });

  test(`${kind}: an abort ends the wait for the next attempt`, async () => {
    const { open, arrivals } = refusing(99, busy(30_000));
    await using gateway = await startGateway(open);
    const signal = AbortSignal.timeout(100);

    const error = await run(gateway.baseURL, { signal }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'aborted', cause: signal.reason });
    expect(arrivals).toHaveLength(1);
  });

  test(`${kind}: an unreachable gateway is tried again`, async () => {
    let attempts = 0;
    const fetch = async () => {
      attempts++;
      throw new TypeError('fetch failed');
    };
    const { chat } = createHearth({ fetch, maxRetries: 1 });
    const call = kind === 'complete' ? chat.complete(question) : chat.stream(question).final();

    await expect(call).rejects.toMatchObject({ code: 'connection_failed', retryable: true });
    expect(attempts).toBe(2);
  });
}

test('nothing is retried once the first chunk has come', async () => {
  let calls = 0;
  await using gateway = await startGateway(async () => {
    calls++;
    return (async function* () {
      yield [textChunk('half')];
      throw busy(1);
    })();
  });
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });

  await expect(hearth.chat.stream(question).final()).rejects.toMatchObject({
    code: 'chat_concurrency_limit',
    retryable: true,
    partial: 'half',
  });
  expect(calls).toBe(1);
});

test('making a key is not retried: it could make two', async () => {
  let attempts = 0;
  const fetch = async () => {
    attempts++;
    throw new TypeError('fetch failed');
  };
  const { admin } = createHearth({ apiKey: ownerKey, fetch });

  await expect(admin.keys.create({ name: 'agent' })).rejects.toMatchObject({
    code: 'connection_failed',
  });
  expect(attempts).toBe(1);
});

const retryable = (retryAfterMs?: number) =>
  new HearthClientError({ code: 'overloaded', detail: 'Busy.', retryable: true, retryAfterMs });

test('backoff is full jitter under a doubling limit of at most 8 s', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (retriesMade, chance) => {
      const delay = backoffMs(retriesMade, () => chance);
      expect(delay).toBeCloseTo(chance * Math.min(8000, 500 * 2 ** retriesMade));
    }),
    { numRuns: 200 },
  );
});

test('the delay is the one that the gateway names, or none', () => {
  expect(retryDelayMs(retryable(1234), 5)).toBe(1234);
  expect(retryDelayMs(retryable(0), 0)).toBe(0);
  expect(retryDelayMs(retryable(), 0)).toBeLessThanOrEqual(500);
  expect(retryDelayMs(new HearthClientError({ code: 'x', detail: 'x' }), 0)).toBeUndefined();
  expect(retryDelayMs(new Error('a bug'), 0)).toBeUndefined();
});

test('the first error that can not be helped ends the attempts', async () => {
  const errors = [retryable(0), new Error('a bug'), retryable(0)];
  const attempt = () => Promise.reject(errors.shift());

  await expect(withRetries(attempt, { maxRetries: 9, signal: undefined })).rejects.toThrow('a bug');
  expect(errors).toHaveLength(1);
});
