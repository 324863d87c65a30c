import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ApiKey, CreatedKey, UsageRow } from '@hearth/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { emptyHome, preparedHome, type TemporaryHome } from './harness/temporary-home.ts';

const program = fileURLToPath(new URL('../bin/hearth.mjs', import.meta.url));

type Settings = Readonly<Record<string, string>>;

/** Nothing of the machine's own settings, and no Ollama. */
function childEnvironment(settings: Settings): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(HEARTH_|OLLAMA_|QDRANT_|REDIS_|DATABASE_URL|NODE_ENV|VITEST)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    HEARTH_PORT: '0',
    HEARTH_DEMO: 'always',
    HEARTH_LOG: 'json',
    OLLAMA_HOST: '127.0.0.1:1',
    ...settings,
  };
}

function spawnHearth(words: readonly string[], settings: Settings): ChildProcess {
  return spawn(process.execPath, [program, ...words], {
    env: childEnvironment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.on('data', (chunk) => {
    text += String(chunk);
  });
  return () => text;
}

interface Result {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function hearth(words: readonly string[], settings: Settings): Promise<Result> {
  const child = spawnHearth(words, settings);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const [exitCode] = await once(child, 'close');
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** The one JSON document of a command that went well. */
async function document<Shape>(words: readonly string[], settings: Settings): Promise<Shape> {
  const result = await hearth([...words, '--json'], settings);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(result.stdout);
}

interface Running extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  /** Stops it as an operator does. */
  stop(): Promise<number | null>;
}

/** A gateway as a process of its own. */
async function startGateway(settings: Settings): Promise<Running> {
  const child = spawnHearth(['start'], settings);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const closed = once(child, 'close');
  const ended = closed.then(() => {
    throw new Error(`It did not start: ${stderr()}`);
  });
  await Promise.race([
    ended,
    eventually(() => {
      expect(stdout()).toMatch(/ready at http/);
      expect(stderr()).toMatch(/^hk_/m);
    }),
  ]);
  ended.catch(() => {});
  async function stop() {
    child.kill('SIGTERM');
    const [exitCode] = await closed;
    return exitCode;
  }
  return {
    url: /ready at (http:\/\/[\d.:]+)/.exec(stdout())?.[1] ?? '',
    key: /hk_\S+/.exec(stderr())?.[0] ?? '',
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

async function say(url: string, key: string, text: string): Promise<string | null> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'demo-chat', messages: [{ role: 'user', content: text }] }),
  });
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('x-request-id');
}

test('keys generate prints a key and touches nothing', async () => {
  using home = emptyHome();
  const { key } = await document<{ key: string }>(['keys', 'generate'], {
    HEARTH_HOME: `${home.path}/new`,
  });
  expect(key).toMatch(/^hk_[\w-]{43}_[0-9A-Za-z]{6}$/);
  expect((await hearth(['doctor'], { HEARTH_HOME: `${home.path}/new` })).stdout).toContain(
    'is not there yet',
  );
});

describe('without a gateway', () => {
  let home: TemporaryHome;
  let settings: Settings;

  beforeAll(async () => {
    home = await preparedHome();
    settings = { HEARTH_HOME: home.path };
  });
  afterAll(() => home[Symbol.dispose]());

  test('keys are made, listed and revoked in the store itself', async () => {
    const words = ['keys', 'create', '--name', 'ci', '--scopes', 'chat', '--models', 'a,b:7b'];
    const created = await document<CreatedKey>(
      [...words, '--rpm', '60', '--tpm', '1000', '--concurrency', '2', '--expires', 'never'],
      settings,
    );
    expect(created).toMatchObject({
      name: 'ci',
      scopes: ['chat'],
      models: ['a', 'b:7b'],
      rpm: 60,
      tpm: 1_000,
      concurrency: 2,
      expiresAt: null,
      key: expect.stringMatching(/^hk_/),
    });
    const listed = await document<ApiKey[]>(['keys', 'list'], settings);
    expect(listed.map(({ id, status }) => ({ id, status }))).toEqual([
      { id: created.id, status: 'active' },
    ]);
    const revoked = await document<ApiKey>(['keys', 'revoke', created.id], settings);
    expect(revoked).toMatchObject({ id: created.id, status: 'revoked' });
  });

  test('usage is read from the store itself', async () => {
    expect(await document(['usage'], settings)).toMatchObject({ rows: [{ requests: 0 }] });
    expect(await document(['usage', '--rows', '--since', '1h'], settings)).toEqual([]);
  });

  test('two commands at once take turns', async () => {
    const names = ['one', 'two'];
    const created = await Promise.all(
      names.map((name) => document<CreatedKey>(['keys', 'create', '--name', name], settings)),
    );
    expect(created.map(({ name }) => name)).toEqual(names);
  });

  test.each([[['status']], [['models', 'warm', 'demo-chat']]])(
    '%j says that no gateway runs, and what to do',
    async (words) => {
      const { exitCode, stdout, stderr } = await hearth([...words, '--json'], settings);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(JSON.parse(stderr).error).toEqual({
        code: 'no_gateway',
        message: expect.stringContaining('npm start'),
      });
    },
  );

  test('models asks Ollama, and says so when that is away too', async () => {
    const { exitCode, stderr } = await hearth(['models'], settings);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ollama serve');
  });

  test('an admin key leads to HTTP, where nobody answers', async () => {
    const { key } = await document<{ key: string }>(['keys', 'generate'], settings);
    const { exitCode, stderr } = await hearth(['keys', 'list'], {
      ...settings,
      HEARTH_ADMIN_KEY: key,
      HEARTH_PORT: '1',
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No gateway answers at http://127.0.0.1:1');
  });
});

describe('with a gateway', () => {
  let home: TemporaryHome;
  let gateway: Running;
  let settings: Settings;

  beforeAll(async () => {
    home = await preparedHome();
    settings = { HEARTH_HOME: home.path };
    gateway = await startGateway(settings);
  });
  afterAll(async () => {
    await gateway?.stop();
    home?.[Symbol.dispose]();
  });

  /** The way in of a script on another machine. */
  const overHttp = (): Settings => ({
    HEARTH_HOME: `${home.path}/elsewhere`,
    HEARTH_ADMIN_KEY: gateway.key,
    HEARTH_PORT: new URL(gateway.url).port,
  });

  test.each([
    ['the socket', () => settings],
    ['HTTP', overHttp],
  ])('a key made by %s works until it is revoked', async (_name, way) => {
    const created = await document<CreatedKey>(['keys', 'create', '--name', 'app'], way());
    const requestId = await say(gateway.url, created.key, 'Say hello');
    const rows = await document<UsageRow[]>(['usage', '--rows', '--since', '1h'], way());
    expect(rows.find((row) => row.requestId === requestId)).toMatchObject({
      status: 'done',
      key: created.id,
      model: 'demo-chat:latest',
      tokens: expect.any(Number),
    });
    await document(['keys', 'revoke', created.id], way());
    const refused = await fetch(`${gateway.url}/v1/models`, {
      headers: { authorization: `Bearer ${created.key}` },
    });
    expect(refused.status).toBe(401);
  });

  test('usage sums by what it is asked for', async () => {
    await say(gateway.url, gateway.key, 'Say hello');
    const { rows } = await document<{ rows: { model: string; requests: number }[] }>(
      ['usage', '--by', 'key,model,day'],
      settings,
    );
    expect(rows.every(({ model }) => model === 'demo-chat:latest')).toBe(true);
    expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(0);
  });

  test('models are listed, warmed and unloaded', async () => {
    const models = await document<{ id: string; slots: number }[]>(['models'], settings);
    expect(models.map(({ id }) => id).sort()).toEqual(['demo-chat:latest', 'demo-embed:latest']);
    expect(await document(['models', 'warm', 'demo-chat'], settings)).toMatchObject({
      resident: true,
    });
    expect(await document(['models', 'unload', 'demo-chat'], settings)).toMatchObject({
      resident: false,
    });
    const unknown = await hearth(['models', 'warm', 'nope'], settings);
    expect(unknown).toMatchObject({ exitCode: 1, stdout: '' });
    expect(unknown.stderr).toContain("'nope:latest' not found");
  });

  test('status and doctor find it well', async () => {
    expect(await document(['status'], settings)).toMatchObject({ ready: true, reasons: [] });
    expect((await hearth(['status'], settings)).stdout).toMatch(/^ready +yes\n/);
    expect(await document(['doctor'], settings)).toMatchObject({ ok: true });
  });

  test('a key that is not of the gateway is named as the setting it came from', async () => {
    const { key } = await document<{ key: string }>(['keys', 'generate'], settings);
    const { exitCode, stderr } = await hearth(['status'], { ...overHttp(), HEARTH_ADMIN_KEY: key });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not accept HEARTH_ADMIN_KEY');
  });

  test('a key without the scope is told which one it lacks', async () => {
    const { key } = await document<CreatedKey>(['keys', 'create', '--name', 'weak'], settings);
    const { exitCode, stderr } = await hearth(['keys', 'list'], {
      ...overHttp(),
      HEARTH_ADMIN_KEY: key,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("'admin:read'");
  });

  test('a second gateway on the same home is refused in one sentence', async () => {
    const { exitCode, stdout, stderr } = await hearth(['start'], settings);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^hearth: The database in .* is open in process \d+/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test('a taken port is refused in one sentence that names it', async () => {
  using home = await preparedHome();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { exitCode, stderr } = await hearth(['start'], {
    HEARTH_HOME: home.path,
    HEARTH_PORT: port,
  });
  server.close();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(new RegExp(`port ${port} .*HEARTH_PORT=0`));
  expect(stderr).not.toContain('    at ');
});

test('wrong settings are listed all at once: exit 2, and nothing on stdout', async () => {
  using home = emptyHome();
  const wrong = { HEARTH_HOME: home.path, HEARTH_PORT: 'x', HEARTH_DEMO: 'y', HEARTH_PROT: '1' };
  const { exitCode, stdout, stderr } = await hearth(['start', '--help'], wrong);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('HEARTH_PORT');
  const started = await hearth(['start'], wrong);
  expect(started).toMatchObject({ exitCode: 2, stdout: '' });
  for (const name of ['HEARTH_PORT', 'HEARTH_DEMO', 'HEARTH_PROT'])
    expect(started.stderr).toContain(`  ${name}: `);
});

test('a gateway that was stopped leaves the store to the command line', async () => {
  using home = await preparedHome();
  const settings = { HEARTH_HOME: home.path };
  await using gateway = await startGateway(settings);
  await say(gateway.url, gateway.key, 'Say hello');
  expect(await gateway.stop()).toBe(0);
  const { rows } = await document<{ rows: { requests: number }[] }>(['usage'], settings);
  expect(rows).toMatchObject([{ requests: 1 }]);
});

test('a reader that closes the pipe early is no failure', async () => {
  using home = emptyHome();
  const child = spawnHearth(['start', '--help'], { HEARTH_HOME: home.path });
  const stderr = collect(child.stderr);
  child.stdout?.destroy();
  await once(child, 'close');
  expect(stderr()).toBe('');
});
