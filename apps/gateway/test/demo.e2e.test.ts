import { afterAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './harness/test-gateway.ts';
import { simulatedUpstream } from './harness/upstream.ts';

const messages = [{ role: 'user', content: 'Say hello.' }];

/** An upstream whose address nobody answers at. */
async function goneUpstream() {
  const source = await simulatedUpstream();
  await source[Symbol.asyncDispose]();
  return source;
}

describe('the demo', () => {
  let demo: TestGateway | undefined;
  const start = async () => {
    demo ??= await startTestGateway({
      environment: { HEARTH_DEMO: 'auto', HEARTH_ACQUIRE_TIMEOUT_MS: '20000' },
      upstream: await goneUpstream(),
    });
    return demo;
  };
  afterAll(() => demo?.[Symbol.asyncDispose]());

  test('answers where no Ollama does, and every answer of a model says so', async () => {
    const { send } = await start();
    const body = { model: 'demo-chat', messages, max_tokens: 4 };
    const embedding = { model: 'demo-embed', input: 'hello' };
    const answers = [
      await send('/v1/chat/completions', { body }),
      await send('/v1/chat/completions', { body: { ...body, stream: true } }),
      await send('/trpc/chat.complete', { body: { json: body } }),
      await send('/v1/embeddings', { body: embedding }),
    ];
    for (const { status, headers } of answers) {
      expect(status).toBe(200);
      expect(headers.get('x-hearth-upstream')).toBe('demo');
    }
  });

  test('has the models demo-chat and demo-embed, and the first is the default', async () => {
    const { send, hearth } = await start();
    const { data } = (await send('/v1/models')).json<{ data: { id: string }[] }>();
    expect(data.map(({ id }) => id).sort()).toEqual(['demo-chat:latest', 'demo-embed:latest']);
    const body = { messages, max_tokens: 4 };
    expect((await send('/v1/chat/completions', { body })).status).toBe(200);
    const { upstream, warnings } = await hearth.admin.system.snapshot();
    expect(upstream).toMatchObject({ demo: true, state: 'up' });
    expect(warnings.join()).toContain('demo');
  });
});

describe('no demo', () => {
  test.each([
    ['with HEARTH_DEMO=never', { HEARTH_DEMO: 'never' }],
    ['in production', { HEARTH_DEMO: 'auto', NODE_ENV: 'production' }],
    ['in production, asked for', { HEARTH_DEMO: 'always', NODE_ENV: 'production' }],
  ])('%s: Ollama is waited for', async (_, environment) => {
    await using source = await goneUpstream();
    await using gateway = await startTestGateway({ environment, upstream: source });
    const body = { model: 'demo-chat', messages };
    const answer = await gateway.send('/v1/chat/completions', { body });
    expect([answer.status, answer.json()]).toMatchObject([
      503,
      { error: { code: 'upstream_unavailable' } },
    ]);
    expect(answer.headers.get('x-hearth-upstream')).toBeNull();
    const { upstream } = await gateway.hearth.admin.system.snapshot();
    expect(upstream.demo).toBe(false);
  });

  test('beside a database that others share', async () => {
    await using source = await goneUpstream();
    const environment = { HEARTH_DEMO: 'auto', DATABASE_URL: 'postgres://hearth@127.0.0.1:1/none' };
    await using gateway = await startTestGateway({ environment, upstream: source });
    expect(gateway.gateway.composition.upstream.demo).toBe(false);
  });

  test('where Ollama answers', async () => {
    await using gateway = await startTestGateway({ environment: { HEARTH_DEMO: 'auto' } });
    const body = { model: gateway.chatModel, messages, max_tokens: 4 };
    const answer = await gateway.send('/v1/chat/completions', { body });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-hearth-upstream')).toBeNull();
  });
});
