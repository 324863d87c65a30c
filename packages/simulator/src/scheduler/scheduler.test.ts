import { describe, expect, test } from 'vitest';
import { createFakeClock, settled } from '../../test/fake-clock.ts';
import { asking, talkTo } from '../../test/talk.ts';
import { createSimulator, type ModelInput, type SimulatorOptions } from '../index.ts';
import { listOf, recordOf } from '../values.ts';

function setUp(options: SimulatorOptions = {}) {
  const clock = createFakeClock();
  const simulator = createSimulator({
    clock,
    ttftMs: 10,
    tokensPerSecond: 100,
    models: ['m', 'n', 'o'].map((name): ModelInput => ({ name, replyTokens: 10 })),
    ...options,
  });
  const stats = (model = 'm:latest') => {
    const found = simulator.stats().models[model];
    if (!found) throw new Error(`nothing seen of ${model}`);
    return found;
  };
  return {
    clock,
    simulator,
    stats,
    talk: talkTo(simulator),
    [Symbol.asyncDispose]: simulator.close,
  };
}

const chat = (model = 'm', more = {}) => asking('Hello', { model, ...more });

describe('parallel calls of a loaded model', () => {
  test('never run beyond the limit, and none is refused however many wait', async () => {
    await using sut = setUp({ numParallel: 3, maxQueue: 5 });
    const load = sut.talk.post('/api/chat', { model: 'm', messages: [] });
    await sut.clock.advance(0);
    await load;
    const answers = Array.from({ length: 60 }, () => sut.talk.post('/api/chat', chat()));
    await settled();
    expect(sut.stats()).toMatchObject({ running: 3, waiting: 57, maxAdmitted: 60 });
    await sut.clock.advance(60_000);
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
    expect(statuses.every((status) => status === 200)).toBe(true);
    expect(sut.stats()).toMatchObject({ running: 0, waiting: 0, maxConcurrent: 3 });
  });

  test.each([
    {
      what: 'a model that only embeds',
      model: { name: 'e', capabilities: ['embedding'] },
      path: '/api/embed',
      body: { model: 'e', input: 'x' },
    },
    {
      what: 'a family that Ollama forces to one',
      model: { name: 'm', family: 'qwen3next' },
      path: '/api/chat',
      body: chat(),
    },
  ] as const)('$what runs one at a time', async ({ model, path, body }) => {
    await using sut = setUp({ numParallel: 4, models: [model] });
    for (let call = 0; call < 5; call += 1) void sut.talk.post(path, body);
    await sut.clock.advance(60_000);
    expect(sut.stats(`${model.name}:latest`)).toMatchObject({
      requests: 5,
      maxConcurrent: 1,
      running: 0,
    });
  });

  test('are served in the order of their arrival', async () => {
    await using sut = setUp();
    const order: number[] = [];
    for (let call = 0; call < 5; call += 1) {
      sut.talk
        .post('/api/chat', chat())
        .then((answer) => answer.text())
        .then(() => order.push(call));
      await settled();
    }
    await sut.clock.advance(60_000);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  test('a caller that leaves while it waits gives up its place, one that runs gives up its slot', async () => {
    await using sut = setUp();
    const callers = Array.from({ length: 3 }, () => new AbortController());
    const answers = callers.map(({ signal }) =>
      sut.talk.post('/api/chat', chat(), signal).catch(() => 'gone'),
    );
    await settled();
    expect(sut.stats()).toMatchObject({ running: 1, waiting: 2 });
    callers[1]?.abort();
    await settled();
    expect(sut.stats()).toMatchObject({ running: 1, waiting: 1 });
    callers[0]?.abort();
    await settled();
    expect(sut.stats()).toMatchObject({ running: 1, waiting: 0, aborted: 2 });
    callers[2]?.abort();
    await settled();
    expect(await Promise.all(answers)).toEqual(['gone', 'gone', 'gone']);
    expect(sut.stats()).toMatchObject({ running: 0, waiting: 0, aborted: 3 });
  });

  test('an abort during the prompt frees the slot only at its end when the runner ignores it (ollama#11889)', async () => {
    await using sut = setUp({ prefillTokensPerSecond: 10, ttftMs: 0 });
    sut.simulator.behave({ kind: 'slow-abort' });
    const caller = new AbortController();
    const answer = sut.talk.post('/api/chat', chat(), caller.signal).catch(() => 'gone');
    await sut.clock.advance(100);
    caller.abort();
    expect(await answer).toBe('gone');
    await sut.clock.advance(500);
    expect(sut.stats()).toMatchObject({ running: 1 });
    await sut.clock.advance(1_000);
    expect(sut.stats()).toMatchObject({ running: 0, aborted: 1 });
  });

  test('a runner may go on for a while after any abort', async () => {
    await using sut = setUp({ ignoreAbortMs: 50 });
    const caller = new AbortController();
    void sut.talk.post('/api/chat', chat(), caller.signal).catch(() => 'gone');
    await settled();
    caller.abort();
    await sut.clock.advance(40);
    expect(sut.stats().running).toBe(1);
    await sut.clock.advance(20);
    expect(sut.stats().running).toBe(0);
  });
});

describe('loading', () => {
  test('one model at a time, and a slow load holds up the next', async () => {
    await using sut = setUp({ loadMs: 100 });
    for (const model of ['m', 'n']) void sut.talk.post('/api/chat', { model, messages: [] });
    await sut.clock.advance(150);
    expect([sut.stats('m:latest').loads, sut.stats('n:latest').loads]).toEqual([1, 0]);
    await sut.clock.advance(100);
    expect(sut.stats('n:latest').loads).toBe(1);
  });

  test('too many waiting loads are refused with the text of 503', async () => {
    await using sut = setUp({ loadMs: 100, maxQueue: 2 });
    const answers = Array.from({ length: 5 }, () => sut.talk.post('/api/chat', chat()));
    await sut.clock.advance(60_000);
    const bodies = await Promise.all(answers.map(async (answer) => (await answer).text()));
    const refused = bodies.filter((body) =>
      body.includes('server busy, please try again.  maximum pending'),
    );
    expect(refused.length).toBe(2);
    expect(sut.stats()).toMatchObject({ loads: 1, waiting: 0 });
  });

  test('other runner options reload the model once it is idle; sampling options do not', async () => {
    await using sut = setUp({ numParallel: 2 });
    const first = sut.talk.post('/api/chat', chat());
    await sut.clock.advance(20);
    const second = sut.talk.post('/api/chat', chat('m', { options: { num_ctx: 2048 } }));
    await sut.clock.advance(20);
    expect(sut.stats()).toMatchObject({ running: 1, waiting: 1, loads: 1 });
    await sut.clock.advance(60_000);
    await Promise.all([first, second]);
    const third = sut.talk.post(
      '/api/chat',
      chat('m', { options: { num_ctx: 2048, temperature: 1, seed: 9 } }),
    );
    await sut.clock.advance(60_000);
    expect((await third).status).toBe(200);
    expect(sut.stats()).toMatchObject({ loads: 2, reloads: 1 });
    expect(sut.stats().optionsSeen).toHaveLength(2);
  });

  test('a full house evicts an idle model before a busy one', async () => {
    await using sut = setUp({ maxLoadedModels: 2 });
    void sut.talk.post('/api/chat', { model: 'n', messages: [] });
    await sut.clock.advance(0);
    void sut.talk.post('/api/chat', chat('m'));
    await sut.clock.advance(20);
    void sut.talk.post('/api/chat', { model: 'o', messages: [] });
    await sut.clock.advance(0);
    expect(await residents(sut.talk)).toEqual(['m:latest', 'o:latest']);
    expect(sut.stats('n:latest').unloads).toBe(1);
  });

  test('a load that fails answers 500 and leaves nothing behind', async () => {
    await using sut = setUp();
    sut.simulator.behave({ kind: 'loading-failure', times: 1 });
    const failed = await sut.talk.post('/api/chat', chat());
    expect([failed.status, await failed.json()]).toEqual([
      500,
      { error: 'llama runner process has terminated: exit status 2' },
    ]);
    expect(await residents(sut.talk)).toEqual([]);
    expect(sut.stats()).toMatchObject({ loads: 0, waiting: 0 });
  });
});

describe('keep-alive', () => {
  test('the last writer wins, and the time runs from the end of the last call', async () => {
    await using sut = setUp({ keepAliveMs: 1_000 });
    void sut.talk.post('/api/chat', { model: 'm', messages: [], keep_alive: '1h' });
    await sut.clock.advance(5_000);
    expect(await residents(sut.talk)).toEqual(['m:latest']);
    void sut.talk.post('/api/chat', chat('m', { keep_alive: 2 }));
    await sut.clock.advance(2_050);
    expect(await residents(sut.talk)).toEqual(['m:latest']);
    await sut.clock.advance(1_000);
    expect(await residents(sut.talk)).toEqual([]);
  });

  test('0 unloads after the call, a negative one keeps the model forever', async () => {
    await using sut = setUp();
    void sut.talk.post('/api/chat', chat('m', { keep_alive: 0 }));
    void sut.talk.post('/api/chat', chat('n', { keep_alive: -1 }));
    await sut.clock.advance(400_000);
    expect(await residents(sut.talk)).toEqual(['n:latest']);
    const { models } = await sut.talk.get('/api/ps');
    expect(String(recordOf(listOf(models)[0])['expires_at'])).toMatch(/^2319-/);
  });

  test('no timer outlives its call or its model', async () => {
    await using sut = setUp({ keepAliveMs: 1_000 });
    const callers = Array.from({ length: 40 }, () => new AbortController());
    for (const { signal } of callers)
      void sut.talk.post('/api/chat', chat(), signal).catch(() => {});
    await sut.clock.advance(30);
    for (const caller of callers) caller.abort();
    await sut.clock.advance(2_000);
    expect(sut.clock.pending()).toBe(0);
  });
});

async function residents(talk: ReturnType<typeof talkTo>): Promise<unknown[]> {
  const { models } = await talk.get('/api/ps');
  return listOf(models)
    .map((model) => recordOf(model)['name'])
    .sort();
}
