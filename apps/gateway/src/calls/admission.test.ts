import type { AnswerFacts, ModelCall } from '@hearth/api';
import { createLimiter, createRates } from '@hearth/limiter';
import { expect, test } from 'vitest';
import { createAdmission } from './admission.ts';

const ask = { model: 'm:latest', kind: 'chat', tokens: 100 } as const;

function callOf(
  limits: { rpm?: number; tpm?: number; concurrency?: number },
  facts: AnswerFacts[] = [],
): ModelCall {
  const { rpm = null, tpm = null, concurrency = null } = limits;
  const principal = {
    keyId: 'key_1',
    keyName: 'k',
    scopes: ['chat'],
    models: null,
    rpm,
    tpm,
    concurrency,
  };
  return {
    requestId: 'req_1',
    principal,
    surface: 'rest',
    route: 'chat.stream',
    stream: true,
    maxWaitMs: 0,
    signal: new AbortController().signal,
    report: (more) => facts.push(more),
  };
}

function admissionOf(slots: number) {
  const refusals: string[] = [];
  const limiter = createLimiter({ slotsOf: () => slots });
  const onRefusal = (_model: string, reason: string) => refusals.push(reason);
  return {
    admission: createAdmission({ limiter, rates: createRates(), demo: true, onRefusal }),
    limiter,
    refusals,
  };
}

test('a full model is refused by the code of its kind, with figures and a wait of 1 to 60 s', async () => {
  const { admission, refusals } = admissionOf(1);
  await admission.admit(ask, callOf({}));
  for (const [kind, code] of [
    ['chat', 'chat_concurrency_limit'],
    ['embed', 'embed_concurrency_limit'],
  ] as const) {
    const error = await admission.admit({ ...ask, kind }, callOf({})).catch((each) => each);
    expect(error).toMatchObject({
      code,
      status: 429,
      figures: { limit: 1, in_use: 1, queued: 0, position: 1 },
    });
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  }
  expect(refusals).toEqual(['slots-taken', 'slots-taken']);
});

test('a key at its own cap is told so, though slots are free', async () => {
  const { admission } = admissionOf(5);
  await admission.admit(ask, callOf({ concurrency: 1 }));
  await expect(admission.admit(ask, callOf({ concurrency: 1 }))).rejects.toMatchObject({
    code: 'key_concurrency_limit',
  });
});

test('requests a minute are counted, and the headers are named as OpenAI names them', async () => {
  const facts: AnswerFacts[] = [];
  const { admission } = admissionOf(5);
  await admission.admit(ask, callOf({ rpm: 2 }, facts));
  expect(facts[0]?.rateHeaders).toMatchObject({
    'x-ratelimit-limit-requests': '2',
    'x-ratelimit-remaining-requests': '1',
    'x-ratelimit-reset-requests': expect.stringMatching(/^\d+\.\d{3}s$/),
  });
  await admission.admit(ask, callOf({ rpm: 2 }));
  await expect(admission.admit(ask, callOf({ rpm: 2 }))).rejects.toMatchObject({
    code: 'rate_limit_exceeded',
  });
});

test('tokens a minute are reserved, and settled to what was used', async () => {
  const { admission } = admissionOf(5);
  const first = await admission.admit(ask, callOf({ tpm: 150 }));
  await expect(admission.admit(ask, callOf({ tpm: 150 }))).rejects.toMatchObject({
    code: 'token_rate_limit_exceeded',
  });
  first.settle(5, 5);
  await admission.admit(ask, callOf({ tpm: 150 }));
});

test('tokens reserved for a call that got no slot are given back', async () => {
  const { admission, limiter } = admissionOf(1);
  const { lease } = await admission.admit(ask, callOf({}));
  await expect(admission.admit(ask, callOf({ tpm: 150 }))).rejects.toMatchObject({
    code: 'chat_concurrency_limit',
  });
  lease.release();
  expect(limiter.snapshot().models[0]?.inUse).toBe(0);
  await admission.admit(ask, callOf({ tpm: 150 }));
});

test('what is admitted reports its model, its wait and the demo', async () => {
  const facts: AnswerFacts[] = [];
  await admissionOf(1).admission.admit(ask, callOf({}, facts));
  expect(Object.assign({}, ...facts)).toMatchObject({ model: 'm:latest', queueMs: 0, demo: true });
});
