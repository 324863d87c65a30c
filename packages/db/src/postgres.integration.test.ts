import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../test/testing.ts';
import { sampleAudit, sampleKey, sampleUsage } from './conformance/samples.ts';
import { storeConformance } from './conformance.ts';
import { openPostgres } from './postgres.ts';
import { isStoreUnavailable } from './store-unavailable-error.ts';

const missing = postgresMissing();
const note = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`PostgreSQL${note}`, () => {
  let server: PostgresServer;
  let databases = 0;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** An empty database of its own. */
  async function emptyDatabase(): Promise<string> {
    databases += 1;
    const name = `test_${databases}`;
    const client = postgres(server.url, { max: 1 });
    await client.unsafe(`create database ${name}`);
    await client.end();
    return server.url.replace(/postgres$/, name);
  }

  const owner = () => sampleKey({ scopes: ['admin:*'] });
  /** How an answer ended: the name of the error, or `ok`. */
  const ending = (answer: Promise<unknown>) =>
    answer.then(
      () => 'ok',
      (error: unknown) => (isStoreUnavailable(error) ? 'unavailable' : error),
    );

  storeConformance('PostgreSQL', async () => openPostgres({ url: await emptyDatabase() }));

  test('replicas that start at once on an empty database migrate it once and make one first key', async () => {
    const url = await emptyDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgres({ url })));
    const keys = await Promise.all(stores.map((store) => store.keys.createFirst(owner())));
    expect(keys.filter((key) => key !== null)).toHaveLength(1);
    const lists = await Promise.all(stores.map((store) => store.keys.list()));
    for (const list of lists) expect(list).toHaveLength(1);
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  test('a server that is away when the store opens, and away again later, is found each time it is back', async () => {
    const url = await emptyDatabase();
    await server.stop('fast');
    await using store = await openPostgres({ url });
    const key = owner();
    for (const mode of ['fast', 'immediate'] as const) {
      const answers = [store.check(), store.keys.createFirst(key), store.keys.list()];
      expect(new Set(await Promise.all(answers.map(ending)))).toEqual(new Set(['unavailable']));
      await server.start();
      expect(await ending(store.keys.ensure(key))).toBe('ok');
      expect(await store.keys.findByDigest(key.digest)).not.toBeNull();
      await server.stop(mode);
    }
    await server.start();
    await store.check();
  });

  test('transactions that a crash cuts are whole or not there, and nobody hears of a loose rejection', async () => {
    await using store = await openPostgres({ url: await emptyDatabase() });
    await store.check();
    const keys = Array.from({ length: 150 }, () => sampleKey());
    const create = (key: (typeof keys)[number]) =>
      ending(store.keys.create(key, sampleAudit({ target: key.id })));
    const answers = Promise.all(keys.map(create));
    await Promise.race([create(sampleKey()), answers]);
    await server.stop('immediate');
    const endings = await answers;
    await server.start();
    const stored = new Set((await store.keys.list()).map((key) => key.id));
    const audited = new Set((await store.audit.list({ limit: 1_000 })).map(({ target }) => target));
    expect(new Set(['ok', 'unavailable', ...endings]).size).toBe(2);
    keys.forEach(({ id }, index) => {
      expect(audited.has(id)).toBe(stored.has(id));
      if (endings[index] === 'ok') expect(stored.has(id)).toBe(true);
    });
  });

  test('a stopped server that keeps its connections open is unavailable within the limits, and found when it goes on', async () => {
    const url = await emptyDatabase();
    await using store = await openPostgres({ url, queryTimeoutMs: 1_000, connectTimeoutMs: 500 });
    await store.check();
    const key = owner();
    server.pause();
    try {
      expect(await ending(store.keys.createFirst(key))).toBe('unavailable');
      const crowd = Array.from({ length: 40 }, () => ending(store.usage.record([sampleUsage()])));
      expect(new Set(await Promise.all(crowd))).toEqual(new Set(['unavailable']));
    } finally {
      server.resume();
    }
    expect(await ending(store.check())).toBe('ok');
    expect(await store.keys.createFirst(key)).toMatchObject({ id: key.id });
  });

  test('a store that is disposed while its server is stopped ends in time', async () => {
    const url = await emptyDatabase();
    const store = await openPostgres({ url, queryTimeoutMs: 1_000 });
    await store.check();
    server.pause();
    const answer = ending(store.check());
    await store[Symbol.asyncDispose]();
    expect(await answer).toBe('unavailable');
    server.resume();
  });

  test('more callers than connections wait for their turn', async () => {
    await using store = await openPostgres({ url: await emptyDatabase(), connections: 2 });
    const answers = Array.from({ length: 50 }, () => ending(store.usage.record([sampleUsage()])));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['ok']));
  });

  test('a database that was emptied under a running store is migrated again', async () => {
    const url = await emptyDatabase();
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
    const url = await emptyDatabase();
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
  ]) {
    const refused: unknown = await openPostgres({ url }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TypeError);
    expect(String(refused)).not.toContain('secret');
  }
});
