import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, durationMs } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['45s', 45_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
    ['999999d', 86_399_913_600_000],
  ])('%s is %i ms', (text, ms) => {
    expect(durationMs(Duration.parse(text))).toBe(ms);
  });

  it.each([
    '',
    '0d',
    '-1d',
    '1.5h',
    '1w',
    '90',
    'd',
    '01d',
    ' 1d',
    '1d ',
    '1D',
    '1000000d',
    '1d\n',
    '1d1h',
  ])('%j is none', (text) => {
    expect(Duration.safeParse(text).success).toBe(false);
  });

  it('that is accepted has a positive, exact length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.constantFrom('s', 'm', 'h', 'd'),
        (count, unit) => {
          const ms = durationMs(Duration.parse(`${count}${unit}`));
          expect(Number.isSafeInteger(ms)).toBe(true);
          expect(ms / count).toBe(durationMs(`1${unit}`));
        },
      ),
      { numRuns: 100 },
    );
  });
});
