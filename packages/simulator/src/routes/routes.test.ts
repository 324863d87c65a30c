import { describe, expect, test } from 'vitest';
import { asking, talkTo } from '../../test/talk.ts';
import { createSimulator, type SimulatorOptions } from '../index.ts';
import { isRecord, listOf, recordOf } from '../values.ts';

function setUp(options: SimulatorOptions = {}) {
  const simulator = createSimulator({
    ttftMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
    ...options,
  });
  return { ...talkTo(simulator), simulator, [Symbol.asyncDispose]: simulator.close };
}

describe('models', () => {
  test('are found with and without their tag, and shown with what they were defined with', async () => {
    const model = {
      name: 'eye',
      capabilities: ['completion', 'vision'],
      family: 'gemma3',
      contextLength: 1024,
      license: 'MIT',
    } as const;
    await using sut = setUp({ models: [model] });
    for (const name of ['eye', 'eye:latest', 'registry.ollama.ai/library/eye']) {
      expect(await sut.json('/api/show', { model: name })).toMatchObject({
        license: 'MIT',
        details: { family: 'gemma3' },
        model_info: { 'general.architecture': 'gemma3', 'gemma3.context_length': 1024 },
        capabilities: ['completion', 'vision'],
      });
    }
  });

  test('images count on a vision model and are dropped without a word on another', async () => {
    await using sut = setUp({ models: ['eye=completion+vision', 'blind'] });
    const messages = [{ role: 'user', content: 'What is this?', images: ['aGVsbG8='] }];
    const count = async (model: string) =>
      Number(
        (await sut.json('/api/chat', { model, messages, stream: false }))['prompt_eval_count'],
      );
    expect((await count('eye')) - (await count('blind'))).toBe(768);
  });

  test('an answer echoes the name as it was asked for', async () => {
    await using sut = setUp();
    const lines = await sut.lines('/api/chat', asking('Hi', { model: 'demo-chat:latest' }));
    expect(new Set(lines.map((line) => line['model']))).toEqual(new Set(['demo-chat:latest']));
  });

  test('a name that is none is refused when the simulator is made', () => {
    expect(() => createSimulator({ models: ['a b'] })).toThrow(TypeError);
    expect(() => createSimulator({ models: ['a=flying'] })).toThrow('unknown capability "flying"');
  });
});

describe('/api/pull', () => {
  test('reports progress and installs what the registry has', async () => {
    await using sut = setUp({ registry: ['new:1b'] });
    const lines = await sut.lines('/api/pull', { model: 'new:1b' });
    expect(lines[0]).toEqual({ status: 'pulling manifest' });
    expect(lines.at(-1)).toEqual({ status: 'success' });
    const layers = lines.filter((line) => 'completed' in line);
    expect(layers.at(-1)).toMatchObject({ completed: layers.at(-1)?.['total'] });
    expect(
      await sut.json('/api/chat', asking('Hi', { model: 'new:1b', stream: false })),
    ).toMatchObject({ done: true });
  });

  test('fails amid the stream with 200, and with 500 when it does not stream', async () => {
    await using sut = setUp();
    const error = 'pull model manifest: file does not exist';
    expect((await sut.lines('/api/pull', { model: 'nope' })).at(-1)).toEqual({ error });
    const whole = await sut.post('/api/pull', { model: 'nope', stream: false });
    expect([whole.status, await whole.json()]).toEqual([500, { error }]);
  });
});

describe('metrics', () => {
  test('follow the real pacing, in nanoseconds', async () => {
    await using sut = setUp({
      ttftMs: 30,
      tokensPerSecond: 500,
      loadMs: 20,
      models: [{ name: 'demo-chat', replyTokens: 20 }],
    });
    const answer = await sut.json('/api/chat', asking('Hi', { stream: false }));
    expect(Number(answer['load_duration'])).toBeGreaterThan(18e6);
    expect(Number(answer['prompt_eval_duration'])).toBeGreaterThan(28e6);
    expect(Number(answer['eval_duration'])).toBeGreaterThan(38e6);
    expect(Number(answer['total_duration'])).toBeGreaterThan(86e6);
    expect(Object.values(answer).every((value) => value !== 0)).toBe(true);
  });

  test('log probabilities list the chosen token first, with its bytes', async () => {
    await using sut = setUp();
    sut.simulator.script({ reply: { tokens: ['日', '🦊'] } });
    const answer = await sut.json(
      '/api/chat',
      asking('Hi', { stream: false, logprobs: true, top_logprobs: 3 }),
    );
    const entries = listOf(answer['logprobs']).filter(isRecord);
    expect(
      entries.map((entry) => Buffer.from(listOf(entry['bytes']).map(Number)).toString()),
    ).toEqual(['日', '🦊']);
    for (const entry of entries) {
      const top = listOf(entry['top_logprobs']).map((one) => Number(recordOf(one)['logprob']));
      expect(top).toHaveLength(3);
      expect(top).toEqual([...top].sort((a, b) => b - a));
    }
  });
});
