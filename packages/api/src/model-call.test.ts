import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMaxWait } from './model-call.ts';

test('no header is no wish', () => {
  expect(parseMaxWait(undefined)).toBeUndefined();
});

test('any number of milliseconds is taken, and more than 90 s is 90 s', () => {
  fc.assert(fc.property(fc.nat(), (ms) => parseMaxWait(String(ms)) === Math.min(ms, 90_000)));
});

test.each(['', ' 5', '5 ', '-1', '1.5', '1e3', '0x10', 'soon', '٣', '1'.repeat(16)])(
  '%j is refused by name',
  (text) => {
    expect(() => parseMaxWait(text)).toThrowError(
      expect.objectContaining({ code: 'invalid_value', param: 'x-hearth-max-wait-ms' }),
    );
  },
);
