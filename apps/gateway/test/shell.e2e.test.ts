import { request } from 'node:http';
import { routes } from '@hearth/openai-rest';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { expectNoSecrets, expectOpenAiError } from './harness/expect-error.ts';
import { remote } from './harness/simulated-models.ts';
import { startTestGateway } from './harness/test-gateway.ts';
import { isReal, needsSimulator, simulatedUpstream } from './harness/upstream.ts';

const gateway = await startTestGateway({ environment: { HEARTH_ACQUIRE_TIMEOUT_MS: '10000' } });
afterAll(() => gateway[Symbol.asyncDispose]());

const chat = {
  model: gateway.chatModel,
  messages: [{ role: 'user', content: 'hi' }],
  max_tokens: 4,
};

interface RawRequest {
  readonly method?: string;
  readonly path: string;
}

/** Sends a path as it is written: `fetch` would tidy it up first. */
function sendRaw({ method = 'GET', path }: RawRequest): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { authorization: `Bearer ${gateway.key}` };
  const call = request(gateway.url, { method, path, headers }, async (response) => {
    const text = await response.setEncoding('utf8').toArray();
    resolve({ status: response.statusCode ?? 0, text: text.join('') });
  });
  call.on('error', reject).end();
  return promise;
}

describe('without a key', () => {
  test.each(['/livez', '/readyz'])('%s answers JSON', async (path) => {
    const answer = await gateway.send(path, { key: null });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).not.toBeNull();
    expect(answer.json()).toBeTypeOf('object');
  });

  test('/docs is a page that loads nothing from elsewhere', async () => {
    const { status, headers, text } = await gateway.send('/docs', { key: null });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).not.toMatch(/(?:src|href)="https?:/);
    for (const route of Object.keys(routes)) expect(text).toContain(route.split(' ')[1]);
  });

  test.each(['/metrics', '/openapi.json'])('%s is closed', async (path) => {
    const expected = { status: 401, code: 'invalid_api_key' } as const;
    expectOpenAiError(await gateway.send(path, { key: null }), expected);
    expectOpenAiError(await gateway.send(path, { key: 'hk_wrong' }), expected);
  });
});

describe('with a key', () => {
  test('/metrics is text for Prometheus, and only for those who may read', async () => {
    await gateway.send('/v1/chat/completions', { body: chat });
    const { status, headers, text } = await gateway.send('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(/^hearth_requests_total\{[^}]*surface="rest"[^}]*\} \d+$/m);
    expect(text).toMatch(/^hearth_limiter_in_use\{[^}]*\} \d+$/m);
    expectNoSecrets(text);
    const { key } = await gateway.keyWith();
    const expected = { status: 403, code: 'insufficient_scope' } as const;
    expectOpenAiError(await gateway.send('/metrics', { key }), expected);
  });

  test('a metric never has a path of a caller as its label', async () => {
    await gateway.send('/v1/models/canary-one');
    await gateway.send('/trpc/canary.two', { body: {} });
    await gateway.send('/canary-three');
    expect((await gateway.send('/metrics')).text).not.toContain('canary');
  });

  test('/openapi.json has every route', async () => {
    const { key } = await gateway.keyWith({ scopes: ['embed'] });
    const answer = await gateway.send('/openapi.json', { key });
    const { openapi, paths } = answer.json<{ openapi: string; paths: Record<string, object> }>();
    expect([answer.status, openapi]).toEqual([200, expect.stringMatching(/^3\.1/)]);
    for (const route of Object.keys(routes)) {
      const [method = '', path = ''] = route.split(' ');
      expect(paths[path]).toHaveProperty(method.toLowerCase());
    }
  });

  test('HEARTH_METRICS_OPEN opens /metrics and nothing else', async () => {
    await using open = await startTestGateway({ environment: { HEARTH_METRICS_OPEN: 'true' } });
    expect((await open.send('/metrics', { key: null })).status).toBe(200);
    expect((await open.send('/openapi.json', { key: null })).status).toBe(401);
  });
});

describe('what is not there', () => {
  const absent = ['/v1', '/v1/', '/v1/chat', '/v2/models', '/trpc', '/admin', '/.env'];

  test.each(absent)('GET %s is a 404 in JSON', async (path) => {
    expectOpenAiError(await gateway.send(path), { status: 404, code: 'not_found' });
  });

  test.each([
    ['GET', '/v1/chat/completions'],
    ['DELETE', '/v1/models'],
    ['PUT', '/v1/embeddings'],
    ['POST', `/v1/models/${gateway.chatModel}`],
    ['PATCH', '/v1/models/a/b'],
  ])('%s %s is a 405 in JSON', async (method, path) => {
    const answer = await gateway.send(path, { method });
    expectOpenAiError(answer, { status: 405, code: 'method_not_allowed' });
  });

  test.each([
    '/api/tags',
    '/api/create',
    '/api/pull',
    '/v1/api/tags',
    '/v1/../api/tags',
    '//api/tags',
  ])("Ollama's own API is out of reach: %s", async (path) => {
    for (const method of ['GET', 'POST'])
      expect((await sendRaw({ method, path })).status).toBe(404);
  });

  test.each(['/%', '/v1/models/%zz', '/v1/%00', '/trpc/%zz', '/v1/models/..%2f..%2fetc'])(
    'a broken path is the caller’s fault, in JSON: %s',
    async (path) => {
      const { status, text } = await sendRaw({ path });
      expect([400, 404]).toContain(status);
      expect(JSON.parse(text)).toHaveProperty('error');
      expectNoSecrets(text);
    },
  );

  test.each(['/v1/models/', '/trpc/', '/'])('a path that is far too long: %s…', async (start) => {
    const { status, text } = await sendRaw({ path: `${start}${'x'.repeat(8_000)}` });
    expect([400, 404, 414]).toContain(status);
    expect(JSON.parse(text)).toMatchObject({ error: expect.any(Object) });
  });
});

describe('x-request-id', () => {
  const paths = ['/v1/models', '/trpc/admin.keys.list', '/livez', '/nothing', '/v1/nothing'];

  test.each(paths)('%s echoes one that is well formed', async (path) => {
    const { headers } = await gateway.send(path, { headers: { 'x-request-id': 'my-id_1' } });
    expect(headers.get('x-request-id')).toBe('my-id_1');
  });

  test.each(paths)('%s replaces one that is not', async (path) => {
    for (const id of ['a b', 'x'.repeat(65), 'a;b', '<script>']) {
      const { headers } = await gateway.send(path, { headers: { 'x-request-id': id } });
      expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    }
  });

  test('of two calls differ', async () => {
    const [first, second] = [await gateway.send('/livez'), await gateway.send('/livez')];
    expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
  });
});

describe('ids with slashes', () => {
  const model = isReal ? gateway.chatModel : remote;

  test.each([
    ['raw', model],
    ['encoded', encodeURIComponent(model)],
    ['with slashes alone encoded, in lower case', model.replaceAll('/', '%2f')],
  ])('%s', async (_, id) => {
    const { status, text } = await sendRaw({ path: `/v1/models/${id}` });
    expect([status, JSON.parse(text)]).toMatchObject([200, { object: 'model', id: model }]);
  });
});

describe('CORS is off', () => {
  test.each(['/v1/models', '/trpc/admin.keys.list', '/livez', '/docs'])('%s', async (path) => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    };
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await gateway.send(path, { method, headers });
      const names = [...answer.headers.keys()];
      expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('x-hearth-max-wait-ms', () => {
  const wait = (value: string) => ({ 'x-hearth-max-wait-ms': value });

  test.each(['', '-1', '1.5', '1e3', 'soon', ' ', '0x10', '9'.repeat(16)])(
    'refuses %j',
    async (value) => {
      const answer = await gateway.send('/v1/chat/completions', {
        body: chat,
        headers: wait(value),
      });
      const expected = {
        status: 400,
        code: 'invalid_value',
        param: 'x-hearth-max-wait-ms',
      } as const;
      expectOpenAiError(answer, expected);
    },
  );

  test.each(['0', '250', '90000', '90001', '999999999'])('takes %s', async (value) => {
    const rest = await gateway.send('/v1/chat/completions', { body: chat, headers: wait(value) });
    expect([200, 429]).toContain(rest.status);
    const body = { json: chat };
    const trpc = await gateway.send('/trpc/chat.complete', { body, headers: wait(value) });
    expect([200, 429]).toContain(trpc.status);
  });
});

test('an answer of a model says which model and how long it queued', async () => {
  const rest = await gateway.send('/v1/chat/completions', { body: chat });
  const trpc = await gateway.send('/trpc/chat.complete', { body: { json: chat } });
  const input = { model: gateway.embedModel, input: 'hi' };
  const embedding = await gateway.send('/v1/embeddings', { body: input });
  for (const { headers, status } of [rest, trpc, embedding]) {
    expect(status).toBe(200);
    expect(headers.get('x-hearth-queue-ms')).toMatch(/^\d+$/);
    expect(headers.get('x-hearth-model')).toMatch(/.:./);
    expect(headers.get('x-hearth-upstream')).toBeNull();
  }
});

describe('/readyz', () => {
  interface Readiness {
    readonly ready: boolean;
    readonly culprit: string | null;
  }

  test('is ready, and says nothing of any address', async () => {
    const { text, json, status } = await gateway.send('/readyz', { key: null });
    expect(status).toBe(200);
    expect(json<Readiness>()).toMatchObject({ ready: true, culprit: null });
    expect(text).not.toContain('127.0.0.1');
  });

  const withFault = needsSimulator('Ollama has to fail on purpose');

  withFault('names ollama while it hangs, and recovers by itself', async () => {
    await using source = await simulatedUpstream();
    await using other = await startTestGateway({ upstream: source });
    const read = () => other.send('/readyz', { key: null });
    source.simulator.behave({ kind: 'error', status: 500, path: '/api/version' });
    await eventually(async () => {
      const answer = await read();
      expect([answer.status, answer.json()]).toMatchObject([503, { culprit: 'ollama' }]);
    });
    source.simulator.behave(null);
    await eventually(async () => expect((await read()).status).toBe(200));
  });

  withFault('names ollama when it has gone', async () => {
    await using source = await simulatedUpstream();
    await using other = await startTestGateway({ upstream: source });
    await source.simulator.close();
    await eventually(async () => {
      const answer = await other.send('/readyz', { key: null });
      expect([answer.status, answer.json()]).toMatchObject([503, { culprit: 'ollama' }]);
    });
    const answer = await other.send('/v1/chat/completions', { body: { ...chat, model: 'talker' } });
    expectOpenAiError(answer, { status: 503, code: 'upstream_unavailable' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(answer.headers.get('retry-after-ms'))).toBeGreaterThanOrEqual(1);
    expect((await other.send('/livez', { key: null })).status).toBe(200);
  });
});
