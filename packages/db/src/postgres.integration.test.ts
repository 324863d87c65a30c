import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyDatabase } from '../test/empty-database.ts';
import { ending } from '../test/ending.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../test/testing.ts';
import { sampleKey, sampleUsage } from './conformance/samples.ts';
import { storeConformance } from './conformance.ts';
import { openPostgres } from './postgres.ts';

const missing = postgresMissing();
const note = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`PostgreSQL${note}`, () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const owner = () => sampleKey({ scopes: ['admin:*'] });
  storeConformance('PostgreSQL', async () => openPostgres({ url: await emptyDatabase(server) }));

  test('replicas that start at once on an empty database migrate it once and make one first key', async () => {
    for (let round = 0; round < 5; round += 1) {
      const url = await emptyDatabase(server);
      const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgres({ url })));
      const keys = await Promise.all(stores.map((store) => store.keys.createFirst(owner())));
      expect(keys.filter((key) => key !== null)).toHaveLength(1);
      const lists = await Promise.all(stores.map((store) => store.keys.list()));
      for (const list of lists) expect(list).toHaveLength(1);
      await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
    }
  });

  test('more callers than connections wait for their turn', async () => {
    await using store = await openPostgres({ url: await emptyDatabase(server), connections: 2 });
    const answers = Array.from({ length: 50 }, () => ending(store.usage.record([sampleUsage()])));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['ok']));
  });

  test('a database that was emptied under a running store is migrated again', async () => {
    const url = await emptyDatabase(server);
    await using store = await openPostgres({ url });
    await store.check();
    const client = postgres(url, { max: 1, onnotice: () => {} });
    await client.unsafe('drop schema public cascade; create schema public');
    await client.end();
    expect(await ending(store.keys.list())).toBe('unavailable');
    expect(await store.keys.list()).toEqual([]);
  });

  test('a database that does not exist and a role that may not sign in are unavailable, not unknown keys', async () => {
    for (const url of [
      server.url.replace(/postgres$/, 'nobody'),
      server.url.replace('hearth@', 'who@'),
    ]) {
      await using store = await openPostgres({ url });
      expect(await ending(store.keys.findByDigest('x'))).toBe('unavailable');
    }
  });

  test('a schema that cannot be migrated is unavailable, with the reason', async () => {
    const url = await emptyDatabase(server);
    const client = postgres(url, { max: 1 });
    await client.unsafe('create table api_keys (something text)');
    await using store = await openPostgres({ url });
    await expect(store.keys.list()).rejects.toMatchObject({ cause: { code: '42P07' } });
    await client.unsafe('drop table api_keys');
    await client.end();
    expect(await store.keys.list()).toEqual([]);
  });
});

test('a URL that is none is refused without being quoted', async () => {
  for (const url of [
    '',
    'nonsense',
    'mysql://user:secret@host/db',
    'postgres://user:secret@host:port/db',
    'postgres://user:secret%zz@host/db',
    'postgres://user:secret@one,two/db',
    'postgres://user:secret@one:1,two:2/db',
  ]) {
    const refused: unknown = await openPostgres({ url }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TypeError);
    expect(String(refused)).not.toContain('secret');
  }
});
