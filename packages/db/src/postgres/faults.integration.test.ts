import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyDatabase } from '../../test/empty-database.ts';
import { ending } from '../../test/ending.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../../test/testing.ts';
import { sampleAudit, sampleKey, sampleUsage } from '../conformance/samples.ts';
import { openPostgres } from './open-postgres.ts';

const missing = postgresMissing();
const note = missing === undefined ? '' : ` (skipped: ${missing})`;
const opensslThere = spawnSync('openssl', ['version']).status === 0;
const bulky = sampleAudit({ after: { text: 'x'.repeat(20_000) } });
const owner = () => sampleKey({ scopes: ['admin:*'] });

describe.skipIf(missing !== undefined)(`PostgreSQL that fails${note}`, () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('a server that is away when the store opens, and away again later, is found each time it is back', async () => {
    const url = await emptyDatabase(server);
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
    await using store = await openPostgres({ url: await emptyDatabase(server) });
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
    const url = await emptyDatabase(server);
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
    const url = await emptyDatabase(server);
    const store = await openPostgres({ url, queryTimeoutMs: 1_000 });
    await store.check();
    server.pause();
    const answer = ending(store.check());
    await store[Symbol.asyncDispose]();
    expect(await answer).toBe('unavailable');
    server.resume();
  });

  test.skipIf(!opensslThere)(
    `a server with TLS is reached, and one that breaks off under TLS throws nowhere${opensslThere ? '' : ' (skipped: no openssl)'}`,
    async () => {
      await using secure = await startPostgres({ tls: true });
      const settings = { queryTimeoutMs: 1_000, connectTimeoutMs: 500 };
      await using store = await openPostgres({ url: `${secure.url}?sslmode=require`, ...settings });
      const crowd = () =>
        Array.from({ length: 30 }, () => ending(store.keys.create(sampleKey(), bulky)));
      expect(new Set(await Promise.all(crowd()))).toEqual(new Set(['ok']));
      const paused = crowd();
      secure.pause();
      await Promise.all(paused);
      secure.resume();
      const cut = crowd();
      await secure.stop('immediate');
      await Promise.all(cut);
      await secure.start();
      await store.check();
      await using strict = await openPostgres({ url: `${secure.url}?sslmode=verify-full` });
      expect(await ending(strict.check())).toBe('unavailable');
    },
  );
});
