import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExpiringMap } from './expiring-map.ts';

test('it never holds more than it may, and the newest are there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (keys, maxEntries) => {
        const map = createExpiringMap<number>({ maxEntries, ttlMs: 10, now: () => 0 });
        keys.forEach((key, at) => {
          map.set(key, at);
        });
        const held = [...new Set(keys)].filter((key) => map.get(key) !== undefined);
        expect(held.length).toBeLessThanOrEqual(maxEntries);
        const last = keys.at(-1);
        if (last !== undefined) expect(map.get(last)).toBe(keys.length - 1);
      },
    ),
  );
});

test('an entry ends with its time', () => {
  let now = 0;
  const map = createExpiringMap<string>({ maxEntries: 2, ttlMs: 10, now: () => now });
  map.set('a', 'x');
  now = 9;
  expect(map.get('a')).toBe('x');
  now = 10;
  expect(map.get('a')).toBeUndefined();
});

test('deleting removes one entry only', () => {
  const map = createExpiringMap<string>({ maxEntries: 2, ttlMs: 10, now: () => 0 });
  map.set('a', 'x');
  map.set('b', 'y');
  map.delete('a');
  expect([map.get('a'), map.get('b')]).toEqual([undefined, 'y']);
});
