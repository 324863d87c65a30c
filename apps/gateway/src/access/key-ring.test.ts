import { type KeyRecord, StoreUnavailableError } from '@hearth/db';
import { expect, test } from 'vitest';
import { generateApiKey } from './api-key.ts';
import { createKeyRing } from './key-ring.ts';
import { createPepper } from './pepper.ts';

const pepper = createPepper('p1', Buffer.alloc(32, 7));
const day = 24 * 60 * 60 * 1_000;

function recordOf(key: string, changes: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: 'key_1',
    name: 'test',
    digest: pepper.digest(key),
    pepperId: 'p1',
    hint: 'hk_',
    scopes: ['chat'],
    models: null,
    rpm: null,
    tpm: null,
    concurrency: null,
    createdAt: new Date(0),
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...changes,
  };
}

function ringOver(records: KeyRecord[]) {
  const state = { now: 1_000_000, questions: 0, away: false, hangs: false };
  const ring = createKeyRing({
    pepper,
    now: () => state.now,
    keys: {
      async findByDigest(digest) {
        state.questions++;
        if (state.hangs) await new Promise(() => {});
        if (state.away) throw new StoreUnavailableError('away');
        return records.find((record) => record.digest === digest) ?? null;
      },
    },
  });
  return { ring, state, records };
}

test('a key with a wrong checksum never reaches the database', async () => {
  const { ring, state } = ringOver([]);
  const key = generateApiKey();
  const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  await expect(ring.find(wrong)).rejects.toMatchObject({ code: 'invalid_api_key' });
  await expect(ring.find(undefined)).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(state.questions).toBe(0);
});

test('a thousand calls at once with one key are one question', async () => {
  const key = generateApiKey();
  const { ring, state } = ringOver([recordOf(key)]);
  await Promise.all(Array.from({ length: 1_000 }, () => ring.find(key)));
  expect(state.questions).toBe(1);
});

test('an unknown key is remembered as unknown, for a while', async () => {
  const key = generateApiKey();
  const { ring, state, records } = ringOver([]);
  await expect(ring.find(key)).rejects.toMatchObject({ code: 'invalid_api_key' });
  await expect(ring.find(key)).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(state.questions).toBe(1);
  records.push(recordOf(key));
  state.now += 31_000;
  expect((await ring.find(key)).id).toBe('key_1');
});

test('a database error is 503 for an unknown key, never 401', async () => {
  const { ring, state } = ringOver([]);
  state.away = true;
  const refusal = ring.find(generateApiKey());
  await expect(refusal).rejects.toMatchObject({ code: 'key_store_unavailable', status: 503 });
  // Nothing was learned about it: once the database is back it is asked again.
  state.away = false;
  await expect(ring.find(generateApiKey())).rejects.toMatchObject({ code: 'invalid_api_key' });
});

test('a known key goes on for a day while the database is away, and is asked for at most once a second', async () => {
  const key = generateApiKey();
  const { ring, state } = ringOver([recordOf(key)]);
  await ring.find(key);
  state.away = true;
  state.now += 10_000;
  for (let call = 0; call < 100; call++) expect((await ring.find(key)).id).toBe('key_1');
  expect(state.questions).toBe(2);
  state.now += day;
  await expect(ring.find(key)).rejects.toMatchObject({ code: 'key_store_unavailable' });
});

test('a known key does not wait for a database that hangs', async () => {
  const key = generateApiKey();
  const { ring, state } = ringOver([recordOf(key)]);
  await ring.find(key);
  state.hangs = true;
  state.now += 10_000;
  expect((await ring.find(key)).id).toBe('key_1');
});

test('a revoked key is refused once it was forgotten, and on other replicas within the fresh time', async () => {
  const key = generateApiKey();
  const { ring, state, records } = ringOver([recordOf(key)]);
  await ring.find(key);
  records[0] = recordOf(key, { revokedAt: new Date(0) });
  expect((await ring.find(key)).id).toBe('key_1');
  state.now += 5_001;
  await expect(ring.find(key)).rejects.toMatchObject({
    code: 'invalid_api_key',
    message: /revoked/,
  });
  ring.forget(pepper.digest(key));
  await expect(ring.find(key)).rejects.toMatchObject({
    code: 'invalid_api_key',
    message: /revoked/,
  });
});

test('an expired key is refused though it is in the cache', async () => {
  const key = generateApiKey();
  const { ring, state } = ringOver([recordOf(key, { expiresAt: new Date(1_000_500) })]);
  await ring.find(key);
  state.now += 501;
  await expect(ring.find(key)).rejects.toMatchObject({
    code: 'invalid_api_key',
    message: /expired/,
  });
});

test('two keys that share a long prefix are two keys', async () => {
  const one = generateApiKey();
  const other = generateApiKey();
  const { ring } = ringOver([recordOf(one)]);
  await ring.find(one);
  await expect(ring.find(other)).rejects.toMatchObject({ code: 'invalid_api_key' });
});
