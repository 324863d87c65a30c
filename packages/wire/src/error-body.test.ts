import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ErrorBody, retryHeaders, toErrorBody } from './error-body.ts';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { HearthError, isHearthError } from './hearth-error.ts';

const codes = Object.keys(errorCodes) as ErrorCode[];
const waits = fc.oneof(
  fc.constantFrom(undefined, 0, -1, 1, 999, 1_000, 1_001, 60_000, 60_001, 1e9),
  fc.nat(200_000),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);

describe.each(codes)('the error %s', (code) => {
  const row = errorCodes[code];

  it('has the four keys of OpenAI in its body, always', () => {
    const body = toErrorBody(new HearthError(code, 'What to do.'));
    expect(body).toEqual({ error: { message: 'What to do.', type: row.type, param: null, code } });
    expect(ErrorBody.parse(body)).toEqual(body);
  });

  it('has a meaning that is a sentence, and a type that fits its status', () => {
    expect(row.meaning).toMatch(/^[A-Z].*\.$/);
    const types =
      row.status >= 500
        ? ['server_error']
        : row.status === 429
          ? ['rate_limit_error']
          : ['invalid_request_error'];
    expect(types).toContain(row.type);
  });

  it('says when to come back only on 429 and 503, within 1 to 60 seconds that agree with each other', () => {
    fc.assert(
      fc.property(waits, (retryAfterMs) => {
        const headers = retryHeaders(new HearthError(code, 'x', { retryAfterMs }));
        if (row.status !== 429 && row.status !== 503) {
          expect(headers).toEqual({});
          return;
        }
        if (row.retry === 'never') {
          expect(headers).toEqual({ 'x-should-retry': 'false' });
          return;
        }
        const seconds = Number(headers['retry-after']);
        const milliseconds = Number(headers['retry-after-ms']);
        expect(Number.isInteger(seconds) && Number.isInteger(milliseconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(60);
        expect(seconds).toBe(Math.max(1, Math.ceil(milliseconds / 1000)));
        expect(milliseconds).toBeGreaterThanOrEqual(Math.min(retryAfterMs ?? 0, 60_000));
        expect(headers['x-should-retry']).toBe('true');
      }),
      { numRuns: 60 },
    );
  });
});

describe('an error', () => {
  it('carries the figures of a refusal beside the four keys, and nothing that is not known', () => {
    const figures = { limit: 2, in_use: 2, queued: 3, position: 4, estimated_wait_ms: 1200 };
    const refusal = new HearthError('chat_concurrency_limit', 'Full.', { figures, param: 'model' });
    expect(toErrorBody(refusal).error).toEqual({
      message: 'Full.',
      type: 'rate_limit_error',
      param: 'model',
      code: 'chat_concurrency_limit',
      ...figures,
    });
  });

  it('says two seconds when nothing is known, and nothing where a retry can not help', () => {
    expect(new HearthError('queue_full', 'x').retryAfterMs).toBe(2_000);
    expect(new HearthError('budget_exceeded', 'x').retryAfterMs).toBeUndefined();
    expect(new HearthError('invalid_json', 'x').retryAfterMs).toBeUndefined();
  });

  it('is known by its brand, so across copies of the package, and nothing else is', () => {
    expect(isHearthError(new HearthError('not_found', 'x'))).toBe(true);
    for (const other of [new Error('x'), null, undefined, 'x', { code: 'not_found' }]) {
      expect(isHearthError(other)).toBe(false);
    }
  });

  it('keeps its cause', () => {
    const cause = new Error('ECONNREFUSED');
    expect(new HearthError('upstream_unavailable', 'x', { cause }).cause).toBe(cause);
  });
});
