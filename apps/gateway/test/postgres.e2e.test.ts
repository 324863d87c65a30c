import { setTimeout as pause } from 'node:timers/promises';
import { type PostgresServer, postgresMissing, startPostgres } from '@hearth/db/testing';
import { describe, expect, test } from 'vitest';
import { generateApiKey } from '../src/access/api-key.ts';
import { eventually } from './harness/eventually.ts';
import { expectOpenAiError, expectTrpcError } from './harness/expect-error.ts';
import { clientOf, printedKeys, startProcess } from './harness/gateway-process.ts';
import { emptyHome } from './harness/temporary-home.ts';
import { startTestGateway, type TestGateway } from './harness/test-gateway.ts';
import { upstream } from './harness/upstream.ts';

const missing = postgresMissing();
const note = missing === undefined ? '' : ` [skipped: ${missing}]`;
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const patience = { 'x-hearth-max-wait-ms': '60000' };

const startOn = ({ url }: PostgresServer) =>
  startTestGateway({ environment: { DATABASE_URL: url } });

/** Calls one after another by both surfaces until told to stop. Resolves with the request ids of all that were answered. */
function startLoad(gateway: TestGateway, key: string) {
  const body = { model: gateway.chatModel, messages, max_tokens: 4 };
  const answered: string[] = [];
  let running = true;

  async function work(path: string, input: unknown): Promise<void> {
    while (running) {
      const answer = await gateway.send(path, { key, body: input, headers: patience });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      answered.push(answer.headers.get('x-request-id') ?? '');
      await pause(20);
    }
  }

  const workers = Promise.all([
    work('/v1/chat/completions', body),
    work('/trpc/chat.complete', { json: body }),
  ]);
  workers.catch(() => {});
  return {
    count: () => answered.length,
    async stop(): Promise<readonly string[]> {
      running = false;
      await workers;
      return answered;
    },
  };
}

async function expectCulprit(gateway: Pick<TestGateway, 'send'>, culprit: string | null) {
  await eventually(async () => {
    const { status, json } = await gateway.send('/readyz', { key: null });
    expect([status, json()]).toMatchObject([culprit === null ? 200 : 503, { culprit }]);
  });
}

/** What must hold while the database is away and `key` was in use before. */
async function expectOutage(gateway: TestGateway, key: string): Promise<void> {
  await expectCulprit(gateway, 'database');
  const unavailable = { status: 503, code: 'key_store_unavailable' } as const;
  const unknown = await gateway.send('/v1/models', { key: generateApiKey() });
  expectOpenAiError(unknown, unavailable);
  expect(Number(unknown.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expectTrpcError(await gateway.send('/trpc/chat.models', { key: generateApiKey() }), unavailable);
  const malformed = await gateway.send('/v1/models', { key: 'hk_wrong' });
  expectOpenAiError(malformed, { status: 401, code: 'invalid_api_key' });
  const write = await gateway.send('/trpc/admin.keys.create', { body: { json: { name: 'late' } } });
  expectTrpcError(write, { status: 503, code: 'store_unavailable' });
  expect((await gateway.send('/v1/models', { key })).status).toBe(200);
  expect((await gateway.send('/livez', { key: null })).status).toBe(200);
}

/** A test has a server of its own, so that they can wait at the same time. */
const describeOn = missing === undefined ? describe.concurrent : describe.skip;

describeOn(`on PostgreSQL${note}`, () => {
  test('keys, calls and usage', async () => {
    await using server = await startPostgres();
    await using gateway = await startOn(server);
    const { id, key } = await gateway.keyWith({ name: 'reader' });
    const body = { model: gateway.chatModel, messages, max_tokens: 4 };
    const rest = await gateway.send('/v1/chat/completions', { key, body });
    const trpc = await gateway.send('/trpc/chat.complete', { key, body: { json: body } });
    expect([rest.status, trpc.status]).toEqual([200, 200]);

    const { rows } = await gateway.hearth.admin.usage.rows();
    const mine = rows.filter((row) => row.key === id);
    expect(mine.map(({ requestId }) => requestId).sort()).toEqual(
      [rest, trpc].map(({ headers }) => headers.get('x-request-id')).sort(),
    );
    for (const row of mine) {
      expect(row).toMatchObject({ status: 'done', tokensSource: 'upstream', keyName: 'reader' });
      expect(row.tokens).toBeGreaterThan(0);
    }
    const summary = await gateway.hearth.admin.usage.summary({ by: ['key'] });
    expect(summary.rows.find((row) => row.key === id)).toMatchObject({ requests: 2, errors: 0 });

    await gateway.hearth.admin.keys.revoke({ id });
    const revoked = await gateway.send('/v1/models', { key });
    expectOpenAiError(revoked, { status: 401, code: 'invalid_api_key' });
    const { stores } = await gateway.hearth.admin.system.snapshot();
    expect(stores.relational).toMatchObject({ kind: 'postgres', state: 'up' });
  });

  test('the database goes under load: valid keys go on, nothing else is guessed, and no usage is lost or doubled', async () => {
    await using server = await startPostgres();
    await using gateway = await startOn(server);
    const { id, key } = await gateway.keyWith({ name: 'worker' });
    const load = startLoad(gateway, key);
    await eventually(() => expect(load.count()).toBeGreaterThan(5));

    await server.stop('immediate');
    await expectOutage(gateway, key);
    // Longer than a key is believed without asking: from then on the outage itself has to be lived with.
    await pause(6_000);
    await expectOutage(gateway, key);
    const duringOutage = load.count();
    await eventually(() => expect(load.count()).toBeGreaterThan(duringOutage + 5));

    await server.start();
    await expectCulprit(gateway, null);
    const ids = await load.stop();
    const unknown = await gateway.send('/v1/models', { key: generateApiKey() });
    expectOpenAiError(unknown, { status: 401, code: 'invalid_api_key' });
    const { rows } = await gateway.hearth.admin.usage.rows({ limit: 10_000 });
    const stored = rows.filter((row) => row.key === id).map(({ requestId }) => requestId);
    expect(stored.sort()).toEqual([...ids].sort());
    expect((await gateway.hearth.admin.system.snapshot()).usage).toEqual({
      pendingRows: 0,
      droppedRows: 0,
    });
  });

  test('the database hangs: the same, and answers come all the same', async () => {
    await using server = await startPostgres();
    await using gateway = await startOn(server);
    const { key } = await gateway.keyWith({ name: 'worker' });
    expect((await gateway.send('/v1/models', { key })).status).toBe(200);
    server.pause();
    try {
      await expectOutage(gateway, key);
    } finally {
      server.resume();
    }
    await expectCulprit(gateway, null);
    await eventually(async () => {
      expect((await gateway.send('/v1/models', { key: generateApiKey() })).status).toBe(401);
    });
  });

  test('two gateways at once on one empty database make exactly one key', async () => {
    await using server = await startPostgres();
    await using source = await upstream();
    using homes = new DisposableStack();
    await using gateways = new AsyncDisposableStack();
    const environment = { DATABASE_URL: server.url, OLLAMA_HOST: source.url };
    const started = [0, 1].map(() => {
      const home = homes.use(emptyHome()).path;
      return gateways.use(startProcess({ home, environment }));
    });
    await Promise.all(started.map((gateway) => gateway.ready()));
    const owner = await eventually(() => {
      const found = started.find((gateway) => printedKeys(gateway).length > 0);
      if (found === undefined) throw new Error('No gateway has printed a key');
      return found;
    });
    const { keys } = await (await clientOf(owner)).hearth.admin.keys.list();
    expect(keys).toHaveLength(1);
    for (const gateway of started) gateway.signal('SIGTERM');
    for (const gateway of started) expect(await gateway.exited()).toBe(0);
    expect(started.flatMap(printedKeys)).toHaveLength(1);
  });

  test('a gateway that starts while the database is away listens, says so, and makes the key once it is back', async () => {
    await using server = await startPostgres();
    await server.stop('fast');
    await using source = await upstream();
    using home = emptyHome();
    const environment = { DATABASE_URL: server.url, OLLAMA_HOST: source.url };
    await using gateway = startProcess({ home: home.path, environment });
    const away = await clientOf(gateway, generateApiKey());
    await expectCulprit(away, 'database');
    const answer = await away.send('/v1/models');
    expectOpenAiError(answer, { status: 503, code: 'key_store_unavailable' });
    expect(printedKeys(gateway)).toEqual([]);

    await server.start();
    const client = await clientOf(gateway);
    await expectCulprit(client, null);
    const body = { model: source.chatModel, messages, max_tokens: 4 };
    expect((await client.send('/v1/chat/completions', { body })).status).toBe(200);
    expect(gateway.stdout()).not.toContain(client.key);
  });
});
