import { setTimeout as pause } from 'node:timers/promises';
import { isHearthClientError } from '@hearth/client';
import { describe, expect, test } from 'vitest';
import { generateApiKey } from '../src/access/api-key.ts';
import { readStory, type StreamStory } from './harness/event-stream.ts';
import { eventually } from './harness/eventually.ts';
import { expectOpenAiError } from './harness/expect-error.ts';
import {
  clientOf,
  type GatewayProcess,
  type ProcessClient,
  printedKeys,
  startProcess,
} from './harness/gateway-process.ts';
import { solo, talker } from './harness/simulated-models.ts';
import { emptyHome, preparedHome } from './harness/temporary-home.ts';
import {
  needsSimulator,
  simulatedUpstream,
  type TestUpstream,
  upstream,
} from './harness/upstream.ts';

const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const simulated = needsSimulator('its calls last as long as the test wants');

interface Scene extends AsyncDisposable {
  readonly source: TestUpstream;
  readonly home: string;
  start(environment?: Readonly<Record<string, string>>): GatewayProcess;
}

/** A home and an upstream; every process that the test starts there is ended with it. */
async function setScene(home = preparedHome()): Promise<Scene> {
  await using stack = new AsyncDisposableStack();
  const source = stack.use(await upstream());
  const { path } = stack.use(await home);
  const parts = stack.move();
  return {
    source,
    home: path,
    start(environment = {}) {
      const settings = { OLLAMA_HOST: source.url, HEARTH_DEMO: 'never', ...environment };
      return parts.use(startProcess({ home: path, environment: settings }));
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function chatOnce({ send }: ProcessClient, model: string): Promise<string> {
  const answer = await send('/v1/chat/completions', { body: { model, messages, max_tokens: 4 } });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.headers.get('x-request-id') ?? '';
}

interface OpenStream {
  /** Settles at the end of the stream. */
  readonly story: Promise<StreamStory>;
}

/** A stream whose status is there. */
async function openStream({ open }: ProcessClient, model: string): Promise<OpenStream> {
  const response = await open('/v1/chat/completions', { body: { model, messages, stream: true } });
  expect(response.status).toBe(200);
  return { story: readStory(response) };
}

async function stopAndExit(gateway: GatewayProcess): Promise<void> {
  gateway.signal('SIGTERM');
  expect(await gateway.exited()).toBe(0);
}

describe.concurrent('start', () => {
  test('a first start in an empty folder, a crash, and a start after it', async () => {
    await using scene = await setScene(Promise.resolve(emptyHome()));
    const first = scene.start();
    const client = await clientOf(first);
    expect(first.log()[0]).toMatchObject({ level: 'info', url: client.url, demo: false });
    expect(printedKeys(first)).toEqual([client.key]);
    const requestId = await chatOnce(client, scene.source.chatModel);
    first.signal('SIGKILL');
    await first.exited();

    const second = scene.start();
    const again = await clientOf(second, client.key);
    await chatOnce(again, scene.source.chatModel);
    const { rows } = await again.hearth.admin.usage.rows();
    const finished = rows.filter((row) => row.requestId === requestId);
    expect(finished).toMatchObject([{ status: 'done', tokensSource: 'upstream' }]);
    await stopAndExit(second);
    expect(printedKeys(second)).toEqual([]);
  });

  test('HEARTH_ADMIN_KEY names the first key, however often', async () => {
    await using scene = await setScene();
    const key = generateApiKey();
    for (let start = 0; start < 2; start++) {
      const gateway = scene.start({ HEARTH_ADMIN_KEY: key });
      const client = await clientOf(gateway, key);
      const { keys } = await client.hearth.admin.keys.list();
      expect(keys).toMatchObject([
        { status: 'active', scopes: expect.arrayContaining(['admin:*']) },
      ]);
      await stopAndExit(gateway);
      expect(`${gateway.stdout()}${gateway.stderr()}`).not.toContain(key);
      expect(printedKeys(gateway)).toEqual([]);
    }
  });

  test.each([
    ['HEARTH_ADMIN_KEY', 'hk_almost-a-key'],
    ['HEARTH_PORT', 'http'],
    ['HEARTH_SLOTS', 'model=many'],
    ['HEARTH_SLOT', 'model=1'],
  ])('a wrong %s is refused with exit 2 and by name', async (name, value) => {
    using home = emptyHome();
    await using gateway = startProcess({ home: home.path, environment: { [name]: value } });
    expect(await gateway.exited()).toBe(2);
    expect(gateway.stderr()).toContain(name);
    expect(gateway.stderr()).not.toMatch(/\n\s+at /);
  });

  test('a second gateway on the same home gives up with exit 1 and says who has it', async () => {
    await using scene = await setScene();
    const first = scene.start();
    const client = await clientOf(first);
    const second = scene.start();
    expect(await second.exited()).toBe(1);
    expect(second.stderr()).toContain(String(first.pid));
    expect(second.stderr()).not.toMatch(/\n\s+at /);
    expect((await client.send('/livez')).status).toBe(200);
  });

  test('a port that is taken gives up with exit 1 and names it', async () => {
    await using scene = await setScene();
    using home = emptyHome();
    const client = await clientOf(scene.start());
    const { port } = new URL(client.url);
    const environment = { HEARTH_PORT: port, OLLAMA_HOST: scene.source.url };
    await using second = startProcess({ home: home.path, environment });
    expect(await second.exited()).toBe(1);
    expect(second.stderr()).toContain(port);
    expect(second.stderr()).not.toMatch(/\n\s+at /);
  });
});

describe.concurrent('stop', () => {
  /** 8 tokens, a tenth of a second each. */
  const slowly = { kind: 'slow', factor: 100, path: '/api/chat' } as const;
  /** 8 tokens, a minute each. */
  const hardly = { kind: 'slow', factor: 60_000, path: '/api/chat' } as const;

  async function expectDraining({ send }: ProcessClient, model: string): Promise<void> {
    await eventually(async () => {
      const answer = await send('/readyz', { key: null });
      expect([answer.status, answer.json()]).toMatchObject([503, { culprit: 'draining' }]);
    });
    const refused = await send('/v1/chat/completions', { body: { model, messages } });
    expectOpenAiError(refused, { status: 503, code: 'shutting_down' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  }

  simulated('SIGTERM lets open streams finish and nobody new in', async () => {
    await using scene = await setScene();
    const gateway = scene.start({ HEARTH_SLOTS: `${talker}=2` });
    const client = await clientOf(gateway);
    await chatOnce(client, talker);
    scene.source.simulator.behave(slowly);
    const { story } = await openStream(client, talker);
    const whole = client.send('/v1/chat/completions', { body: { model: solo, messages } });
    const typed = client.hearth.chat.stream({ model: 'duo', messages }).final();
    await pause(200);
    gateway.signal('SIGTERM');
    await expectDraining(client, talker);
    expect(await story).toMatchObject({ isDone: true, error: undefined });
    expect((await whole).status).toBe(200);
    expect((await typed).choices[0]?.finish_reason).toBe('stop');
    expect(await gateway.exited()).toBe(0);
    expect(gateway.log().at(-1)).toMatchObject({ msg: 'stopped' });
  });

  simulated(
    'after HEARTH_DRAIN_MS what is left ends with an error, and the exit is still 0',
    async () => {
      await using scene = await setScene();
      const gateway = scene.start({ HEARTH_DRAIN_MS: '300' });
      const client = await clientOf(gateway);
      scene.source.simulator.behave(hardly);
      const { story } = await openStream(client, talker);
      const whole = client.send('/v1/chat/completions', { body: { model: solo, messages } });
      const typed = client.hearth.chat.stream({ model: 'duo', messages }).final();
      const failure = typed.then(
        () => undefined,
        (error: unknown) => error,
      );
      await pause(300);
      gateway.signal('SIGTERM');
      const { isDone, error: frame } = await story;
      expect(isDone).toBe(false);
      expect(frame).toMatchObject({
        code: 'shutting_down',
        type: 'server_error',
        param: null,
      });
      expectOpenAiError(await whole, { status: 503, code: 'shutting_down' });
      const error = await failure;
      expect(isHearthClientError(error) && error.code).toBe('shutting_down');
      expect(await gateway.exited()).toBe(0);
    },
  );

  simulated(
    'two SIGINTs at once, as a terminal and npm send them, do not cut the drain',
    async () => {
      await using scene = await setScene();
      const gateway = scene.start();
      const client = await clientOf(gateway);
      scene.source.simulator.behave(slowly);
      const { story } = await openStream(client, talker);
      gateway.signal('SIGINT');
      await pause(50);
      gateway.signal('SIGINT');
      expect(await story).toMatchObject({ isDone: true, error: undefined });
      expect(await gateway.exited()).toBe(0);
    },
  );

  simulated('a second signal later on ends what is left', async () => {
    await using scene = await setScene();
    const gateway = scene.start();
    const client = await clientOf(gateway);
    scene.source.simulator.behave(hardly);
    const { story } = await openStream(client, talker);
    gateway.signal('SIGINT');
    await pause(1_500);
    gateway.signal('SIGINT');
    expect((await story).error).toMatchObject({ code: 'shutting_down' });
    expect(await gateway.exited()).toBe(0);
  });

  test('a stop writes the usage of what has just finished', async () => {
    await using scene = await setScene();
    const first = scene.start();
    const client = await clientOf(first);
    const requestId = await chatOnce(client, scene.source.chatModel);
    await stopAndExit(first);
    const again = await clientOf(scene.start(), client.key);
    const { rows } = await again.hearth.admin.usage.rows();
    expect(rows.map((row) => row.requestId)).toEqual([requestId]);
  });
});

describe.concurrent('whatever goes wrong', () => {
  test('HEARTH_DEMO=never without Ollama starts, says what is missing, and recovers by itself', async () => {
    const source = await simulatedUpstream();
    const port = Number(new URL(source.url).port);
    await source[Symbol.asyncDispose]();
    await using scene = await setScene();
    const gateway = scene.start({ OLLAMA_HOST: `127.0.0.1:${port}` });
    const client = await clientOf(gateway);
    const [ready] = gateway.log();
    expect(ready).toMatchObject({ demo: false, warnings: [expect.stringContaining('Ollama')] });

    const readyz = await client.send('/readyz', { key: null });
    expect([readyz.status, readyz.json()]).toMatchObject([503, { culprit: 'ollama' }]);
    const body = { model: talker, messages };
    const refused = await client.send('/v1/chat/completions', { body });
    expectOpenAiError(refused, { status: 503, code: 'upstream_unavailable' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);

    await using _back = await simulatedUpstream({ port });
    await eventually(async () => {
      expect((await client.send('/readyz', { key: null })).status).toBe(200);
    });
    await eventually(() => chatOnce(client, talker));
    await stopAndExit(gateway);
  });

  test('the log has neither keys nor prompts nor answers', async () => {
    await using scene = await setScene();
    const gateway = scene.start({ HEARTH_LOG_LEVEL: 'debug' });
    const client = await clientOf(gateway);
    const canary = 'canary-4711';
    const body = { model: scene.source.chatModel, messages: [{ role: 'user', content: canary }] };
    const bad = { ...body, temperature: canary, user: canary };
    await client.send('/v1/chat/completions', { body });
    await client.send('/v1/chat/completions', { body: bad });
    await client.send('/v1/chat/completions', { body: `{"model": "${canary}` });
    await client.send('/v1/chat/completions', { body, key: `hk_${canary}` });
    await client.send('/trpc/chat.complete', { body: { json: body } });
    await client.send('/trpc/chat.complete', { body: { json: bad } });
    await client.send(`/trpc/${canary}`, { body: { json: body } });
    await client.send(`/${canary}?key=${canary}`);
    await client.send('/v1/embeddings', {
      body: { model: scene.source.embedModel, input: canary },
    });
    const { key } = await client.hearth.admin.keys.create({ name: 'another' });
    await client.send('/v1/models', { key });
    await stopAndExit(gateway);
    const output = `${gateway.stdout()}${gateway.stderr()}`;
    expect(output).not.toContain(canary);
    expect(output).not.toContain(key);
    expect(gateway.stdout()).not.toContain(client.key);
    expect(output.split(client.key)).toHaveLength(2);
    expect(gateway.log().filter(({ msg }) => msg === 'request').length).toBeGreaterThan(10);
  });
});
