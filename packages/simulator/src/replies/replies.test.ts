import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asking, contentOf, talkTo } from '../../test/talk.ts';
import { createSimulator, type SimulatorOptions, tokenize } from '../index.ts';
import { listOf, recordOf, textOf } from '../values.ts';
import { planGeneration } from './plan-generation.ts';

function setUp(options: SimulatorOptions = {}) {
  const models = [
    'demo-chat=completion+tools',
    'plain',
    'thinker=completion+thinking+tools',
    'filler=completion+insert',
  ];
  const simulator = createSimulator({
    ttftMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
    models,
    ...options,
  });
  return { ...talkTo(simulator), simulator, [Symbol.asyncDispose]: simulator.close };
}

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Current weather in a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  },
};

const callsOf = (lines: readonly unknown[]) =>
  lines.flatMap((line) => listOf(recordOf(recordOf(line)['message'])['tool_calls']).map(recordOf));

describe('tokens', () => {
  test('joined are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => tokenize(text).join('') === text),
      { numRuns: 300 },
    );
  });

  test('num_predict and stop cut the same text that would have been said, and count what they leave', () => {
    const tokens = fc.array(fc.stringMatching(/^ ?[ab\n]{1,3}$/), { maxLength: 12 });
    const stop = fc.array(fc.stringMatching(/^[ab]{1,3}$/), { maxLength: 3 });
    fc.assert(
      fc.property(tokens, stop, fc.integer({ min: -1, max: 14 }), (said, stops, numPredict) => {
        const limits = { numPredict, stop: stops, thinking: false, constrained: false };
        const { steps, evalCount, doneReason } = planGeneration({ tokens: said }, limits);
        const content = steps.map(({ text }) => text).join('');
        const whole = said.join('');
        expect(whole.startsWith(content)).toBe(true);
        expect(stops.some((text) => content.includes(text))).toBe(false);
        const stopped = stops.some((text) => whole.includes(text));
        if (numPredict > 0) expect(evalCount).toBeLessThanOrEqual(numPredict);
        if (!stopped)
          expect(doneReason).toBe(numPredict > 0 && numPredict <= said.length ? 'length' : 'stop');
        if (!stopped && doneReason === 'stop')
          expect([content, evalCount]).toEqual([whole, said.length + 1]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a model says', () => {
  test('the demo model names itself, what it heard, and how to get a real model', async () => {
    await using simulator = createSimulator({
      ttftMs: 0,
      tokensPerSecond: Number.POSITIVE_INFINITY,
    });
    const long = 'Tell me everything about rivers. '.repeat(30);
    const answer = contentOf([
      await talkTo(simulator).json('/api/chat', asking(long, { stream: false })),
    ]);
    expect(answer).toContain("Hearth's built-in demo model");
    expect(answer).toContain('Tell me everything about rivers.');
    expect(answer).toContain('ollama pull');
    expect(answer.length).toBeLessThan(600);
  });

  test('is the same for the same seed and prompt, streamed or not, and another for another seed', async () => {
    const say = async (seed: number, stream: boolean) => {
      await using sut = setUp({ seed });
      return contentOf(
        await sut.lines('/api/chat', asking('A question', { model: 'plain', stream })),
      );
    };
    expect(await say(1, true)).toBe(await say(1, false));
    expect(await say(1, true)).not.toBe(await say(2, true));
  });

  test('scripts answer in order, only what they match, then the model speaks again', async () => {
    await using sut = setUp();
    sut.simulator.script(
      { match: ({ text }) => text === 'b', reply: { text: 'for b' } },
      { reply: ({ text }) => ({ text: `echo ${text}` }), times: 2 },
    );
    const say = async (text: string) => contentOf(await sut.lines('/api/chat', asking(text)));
    expect([await say('a'), await say('b'), await say('c')]).toEqual(['echo a', 'for b', 'echo c']);
    expect(await say('d')).not.toContain('echo');
  });

  test('a tool result is quoted in plain text', async () => {
    await using sut = setUp();
    const messages = [
      { role: 'user', content: 'weather in Paris?' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'get_weather', arguments: { city: 'Paris' } } }],
      },
      { role: 'tool', tool_name: 'get_weather', content: 'sunny, 21 degrees' },
    ];
    const lines = await sut.lines('/api/chat', { model: 'demo-chat', messages, tools: [weather] });
    expect(contentOf(lines)).toContain('sunny, 21 degrees');
    expect(callsOf(lines)).toEqual([]);
  });

  test('/api/generate fills a gap only where the model can insert', async () => {
    await using sut = setUp();
    const gap = (model: string) => ({
      model,
      prompt: 'def add(',
      suffix: 'return c',
      stream: false,
    });
    expect(await sut.json('/api/generate', gap('filler'))).toMatchObject({ done: true });
    expect(await sut.json('/api/generate', gap('plain'))).toEqual({
      error: 'registry.ollama.ai/library/plain:latest does not support insert',
    });
    expect(await sut.json('/api/generate', { ...gap('filler'), raw: true, system: 'x' })).toEqual({
      error: 'raw mode does not support template, system, or context',
    });
  });
});

describe('tool calls', () => {
  test('come when the last user message asks for the tool, with arguments of its schema', async () => {
    await using sut = setUp();
    const lines = await sut.lines(
      '/api/chat',
      asking('What is the weather in Paris?', { tools: [weather] }),
    );
    const [call] = callsOf(lines);
    const called = recordOf(call?.['function']);
    expect(called).toMatchObject({ index: 0, name: 'get_weather', arguments: { city: 'Paris' } });
    expect(recordOf(called['arguments'])['unit']).toMatch(/celsius|fahrenheit/);
    expect(textOf(call?.['id'])).toMatch(/^call_[0-9a-z]{8}$/);
    expect(lines.at(-1)).toMatchObject({ done: true, done_reason: 'stop' });
    expect(
      callsOf(await sut.lines('/api/chat', asking('Sing a song', { tools: [weather] }))),
    ).toEqual([]);
  });

  test.each([
    ['indexed', [0, 1], [1, 1, 0]],
    ['legacy', [0, 0], [1, 1, 0]],
    ['on-done', [0, 1], [2]],
  ] as const)('two of them, %s', async (toolCallStyle, indexes, callsByLine) => {
    await using sut = setUp({ models: [{ name: 'demo-chat', toolCallStyle }] });
    const lines = await sut.lines(
      '/api/chat',
      asking('weather in Berlin and Madrid?', { tools: [weather] }),
    );
    expect(callsOf(lines).map((call) => recordOf(call['function'])['index'])).toEqual(indexes);
    expect(lines.map((line) => callsOf([line]).length)).toEqual(callsByLine);
    expect(callsOf(lines).every((call) => 'id' in call)).toBe(toolCallStyle !== 'legacy');
  });
});

describe('thinking', () => {
  test.each([
    ['by default', {}, true],
    ['when asked', { think: true }, true],
    ['at a level', { think: 'low' }, true],
    ['not when told not to', { think: false }, false],
  ])('%s', async (_name, more, expected) => {
    await using sut = setUp();
    const answer = await sut.json(
      '/api/chat',
      asking('Hi', { model: 'thinker', stream: false, ...more }),
    );
    expect('thinking' in recordOf(answer['message'])).toBe(expected);
    expect(recordOf(answer['message'])['content']).not.toBe('');
  });
});

describe('formats', () => {
  test('json is JSON, a schema is obeyed, think and schema come one after the other', async () => {
    await using sut = setUp();
    const format = {
      type: 'object',
      properties: { n: { type: 'integer', minimum: 5, maximum: 6 } },
      required: ['n'],
    };
    const say = async (more: object) =>
      contentOf(await sut.lines('/api/chat', asking('Hi', { ...more })));
    expect(JSON.parse(await say({ format: 'json' }))).toEqual(expect.any(Object));
    expect([5, 6]).toContain(JSON.parse(await say({ format })).n);
    const lines = await sut.lines('/api/chat', asking('Hi', { model: 'thinker', format }));
    const thoughts = lines.map((line) => 'thinking' in recordOf(line['message']));
    expect(thoughts.lastIndexOf(true)).toBeLessThan(thoughts.indexOf(false));
    expect(JSON.parse(contentOf(lines))).toHaveProperty('n');
  });
});

describe('context', () => {
  const long = 'word '.repeat(5_000);

  test('is cut without a word, or refused when it must not be cut', async () => {
    await using sut = setUp();
    const answer = await sut.json('/api/chat', asking(long, { stream: false }));
    expect(answer['prompt_eval_count']).toBe(4096);
    expect(await sut.json('/api/chat', asking(long, { stream: false, truncate: false }))).toEqual({
      error: 'the input length exceeds the context length',
    });
  });

  test('without shift an answer ends where the context does', async () => {
    await using sut = setUp({ models: [{ name: 'plain', replyTokens: 500 }] });
    const body = asking('Hi', {
      model: 'plain',
      stream: false,
      shift: false,
      options: { num_ctx: 100 },
    });
    const answer = await sut.json('/api/chat', body);
    expect(answer['done_reason']).toBe('length');
    expect(Number(answer['prompt_eval_count']) + Number(answer['eval_count'])).toBe(100);
  });

  test('a shared prefix is processed once: the slot remembers its last prompt', async () => {
    await using sut = setUp();
    const prefilled = () => sut.simulator.stats().models['plain:latest']?.tokensPrefilled ?? 0;
    const ask = (content: string) =>
      sut.json('/api/chat', asking(content, { model: 'plain', stream: false }));
    await ask(`${long.slice(0, 2_000)} first`);
    const cold = prefilled();
    await ask(`${long.slice(0, 2_000)} second`);
    expect(prefilled() - cold).toBeLessThan(cold / 10);
  });
});
