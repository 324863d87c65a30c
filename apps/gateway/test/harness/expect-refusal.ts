import { expect } from 'vitest';
import type { Refusal } from './calls.ts';

export interface ExpectedRefusal {
  readonly codes: readonly string[];
  readonly limit: number;
}

const figureNames = ['limit', 'in_use', 'queued', 'position', 'estimated_wait_ms'];

/** A 429 that says enough to come back at a good moment, and nothing about other callers. */
export function expectRefusal(refusal: Refusal, { codes, limit }: ExpectedRefusal): void {
  const { status, code, figures, headers, retryAfterMs = Number.NaN, requestId } = refusal;
  expect(status).toBe(429);
  expect(codes).toContain(code);
  expect(requestId).toMatch(/^[\w-]{1,64}$/);
  expect(figureNames).toEqual(expect.arrayContaining(Object.keys(figures)));
  expect(figures).toMatchObject({
    limit,
    in_use: expect.any(Number),
    queued: expect.any(Number),
    position: expect.any(Number),
  });
  for (const value of Object.values(figures)) expect(Number.isInteger(value)).toBe(true);
  expect(Number(figures['in_use'])).toBeLessThanOrEqual(limit);
  expect(retryAfterMs).toBeGreaterThanOrEqual(1);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  if (headers === undefined) return;
  const seconds = Number(headers.get('retry-after'));
  expect(seconds).toBe(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  expect(headers.get('x-should-retry')).toBe('true');
}
