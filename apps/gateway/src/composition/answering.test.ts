import { StoreUnavailableError } from '@hearth/db';
import { expect, test } from 'vitest';
import { answering } from './answering.ts';

const repository = answering({
  name: 'keys',
  find: async (id: string) => `key ${id}`,
  away: async () => {
    throw new StoreUnavailableError('gone');
  },
  broken: async () => {
    throw new Error('duplicate');
  },
});

test('an outage is an answer, anything else stays what it was', async () => {
  expect(repository.name).toBe('keys');
  expect(await repository.find('1')).toBe('key 1');
  await expect(repository.away()).rejects.toMatchObject({
    code: 'store_unavailable',
    status: 503,
    retryAfterMs: 2_000,
  });
  await expect(repository.broken()).rejects.toThrow('duplicate');
});
