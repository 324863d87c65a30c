import { expect, test } from 'vitest';
import { createFreshCache } from './fresh-cache.ts';

test('the oldest value goes when there are too many', async () => {
  const cache = createFreshCache({ load: async (key) => key, ttlMs: 1_000, maxEntries: 2 });
  for (const key of ['a', 'b', 'c']) await cache.get(key);
  expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual([undefined, 'b', 'c']);
});

test('a failed load is not kept', async () => {
  let fails = true;
  const cache = createFreshCache({
    async load(key) {
      if (fails) throw new Error('down');
      return key;
    },
    ttlMs: 1_000,
    maxEntries: 2,
  });
  await expect(cache.get('a')).rejects.toThrow('down');
  fails = false;
  expect(await cache.get('a')).toBe('a');
});
