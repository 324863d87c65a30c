import { expect, test } from 'vitest';
import { bytes, count, counted, duration, relativeTime } from './format.ts';

test('numbers have separators between thousands', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect(counted(1, 'model')).toBe('1 model');
  expect(counted(2_000, 'model')).toBe('2,000 models');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [45_900_000, '45.9 MB'],
  [808_000_000, '808 MB'],
  [999_960_000, '1.0 GB'],
  [4_700_000_000, '4.7 GB'],
])('%d bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, '0ms'],
  [850.4, '850ms'],
  [1_234, '1.2s'],
  [45_400, '45s'],
  [59_700, '1m'],
  [2 * minute + 5_000, '2m 5s'],
  [hour - 200, '1h'],
  [3 * hour + 20 * minute, '3h 20m'],
  [90 * day - 5_000, '90d'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

const now = Date.parse('2026-06-01T12:00:00Z');

test.each([
  ['2026-06-01T12:00:00.400Z', 'now'],
  ['2026-06-01T11:59:55Z', '5s ago'],
  ['2026-06-01T11:57:00Z', '3m ago'],
  ['2026-06-01T15:20:00Z', 'in 3h'],
  ['2026-08-30T11:59:58Z', 'in 90d'],
])('%s is %s', (iso, text) => {
  expect(relativeTime(iso, now)).toBe(text);
});
