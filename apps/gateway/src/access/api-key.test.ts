import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateApiKey, isWellFormedKey, keyHint } from './api-key.ts';

test('a generated key is well formed and has the form of the contract', () => {
  const key = generateApiKey();
  expect(key).toMatch(/^hk_[A-Za-z0-9_-]{43}_[0-9A-Za-z]{6}$/);
  expect(isWellFormedKey(key)).toBe(true);
});

test('the checksum is CRC32 of the 43 characters in base62, 0-9A-Za-z, left-padded with 0', () => {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const key = generateApiKey();
  const value = [...key.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
  expect(value).toBe(crc32(key.slice(3, 46)));
});

test('a checksum of many leading zeros is padded', () => {
  // CRC32 of this secret is below 62^5, so its first digit has to be the pad.
  const small = Array.from({ length: 2_000 }, generateApiKey).find((key) => key.at(-6) === '0');
  expect(small).toBeDefined();
  expect(isWellFormedKey(small ?? '')).toBe(true);
});

test('any one changed character is caught', () => {
  const key = generateApiKey();
  fc.assert(
    fc.property(
      fc.nat({ max: key.length - 1 }),
      fc.constantFrom(...'abcXYZ019_-'),
      (at, replacement) => {
        const changed = key.slice(0, at) + replacement + key.slice(at + 1);
        expect(isWellFormedKey(changed)).toBe(changed === key);
      },
    ),
  );
});

test('no other text is a key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => !isWellFormedKey(text)),
  );
});

test('a hint shows the first 8 and the last 4 characters', () => {
  const key = generateApiKey();
  expect(keyHint(key)).toBe(`${key.slice(0, 8)}…${key.slice(-4)}`);
});
