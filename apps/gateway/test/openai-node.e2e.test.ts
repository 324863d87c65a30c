import OpenAI, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import type { ChatCompletionTool } from 'openai/resources/chat/completions';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { holdSlot, runningOf } from './harness/hold-slot.ts';
import { readAll } from './harness/read-all.ts';
import { solo, talker, thinker } from './harness/simulated-models.ts';
import { startTestGateway } from './harness/test-gateway.ts';
import { needsSimulator } from './harness/upstream.ts';

const gateway = await startTestGateway();
afterAll(() => gateway[Symbol.asyncDispose]());

interface ClientOptions {
  readonly key?: string;
  readonly maxRetries?: number;
  /** Milliseconds that the gateway may let a call wait. */
  readonly maxWaitMs?: number;
}

function clientWith({ key = gateway.key, maxRetries = 0, maxWaitMs = 60_000 }: ClientOptions = {}) {
  return new OpenAI({
    apiKey: key,
    baseURL: `${gateway.url}/v1`,
    maxRetries,
    defaultHeaders: { 'x-hearth-max-wait-ms': String(maxWaitMs) },
  });
}

const client = clientWith();
const impatient = clientWith({ maxWaitMs: 0 });
const { chatModel, embedModel } = gateway;
const hello = [{ role: 'user' as const, content: 'Say hello.' }];
const chat = { model: chatModel, messages: hello, max_tokens: 16 };
const slow = (model: string) => ({ kind: 'slow', model, factor: 100, times: 1 }) as const;

async function caught(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Expected a rejection');
}

describe('chat.completions', () => {
  test('a whole answer', async () => {
    const { data, request_id } = await client.chat.completions.create(chat).withResponse();
    expect(data).toMatchObject({ object: 'chat.completion', model: chatModel });
    const [choice] = data.choices;
    expect(['stop', 'length']).toContain(choice?.finish_reason);
    expect(choice?.message).toMatchObject({ role: 'assistant', refusal: null });
    expect(data.usage?.prompt_tokens).toBeGreaterThan(0);
    expect(data.usage?.completion_tokens).toBeGreaterThan(0);
    expect(request_id).toMatch(/^req_/);
  });

  test('a stream, item by item', async () => {
    const stream = await client.chat.completions.create({ ...chat, stream: true });
    const chunks = await readAll(stream);
    const [first] = chunks;
    expect(first?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true);
    expect(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size).toBe(1);
    const endings = chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean);
    expect(endings).toEqual([expect.stringMatching(/^(stop|length)$/)]);
  });

  test('a stream with its usage in a last chunk of its own', async () => {
    const stream = await client.chat.completions.create({
      ...chat,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await readAll(stream);
    const last = chunks.at(-1);
    expect(last?.choices).toEqual([]);
    expect(last?.usage?.total_tokens).toBeGreaterThan(1);
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  });

  test('the stream() helper gives the whole completion', async () => {
    const stream = client.chat.completions.stream({
      ...chat,
      stream_options: { include_usage: true },
    });
    const deltas: string[] = [];
    stream.on('content', (delta) => deltas.push(delta));
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]?.message.content).toBe(deltas.join(''));
    expect(completion.usage?.total_tokens).toBeGreaterThan(1);
    expect((await stream.totalUsage()).total_tokens).toBe(completion.usage?.total_tokens);
  });

  test('two calls have two ids', async () => {
    const first = await client.chat.completions.create(chat);
    const second = await client.chat.completions.create(chat);
    expect(first.id).not.toBe(second.id);
  });

  const scripted = needsSimulator('it answers what the test dictates');

  scripted('a model that thinks says so in reasoning, streamed or not', async () => {
    const params = { ...chat, model: thinker, max_tokens: 64 };
    const whole = await client.chat.completions.create(params);
    expect(whole.choices[0]?.message).toHaveProperty('reasoning', expect.stringMatching(/\S/));
    const stream = await client.chat.completions.create({ ...params, stream: true });
    const parts = await readAll(stream);
    const reasoning = parts.map((chunk) => Object(chunk.choices[0]?.delta)['reasoning'] ?? '');
    expect(reasoning.join('')).toBe(Object(whole.choices[0]?.message)['reasoning']);
  });

  scripted('text of every script arrives unharmed', async () => {
    const text = 'Grüße, 你好, 👩‍👩‍👧‍👦 – done';
    gateway.simulator.script({ reply: { tokens: [...text] } });
    const stream = client.chat.completions.stream({ ...chat, max_tokens: 100 });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.message.content).toBe(text);
  });

  scripted('a schema gives JSON of that shape', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
      required: ['city', 'degrees'],
    };
    const { choices } = await client.chat.completions.create({
      ...chat,
      max_tokens: 200,
      response_format: { type: 'json_schema', json_schema: { name: 'weather', schema } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({
      city: expect.any(String),
      degrees: expect.any(Number),
    });
  });
});

const weather: ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

describe('tools', () => {
  const tools = needsSimulator('it calls the tools that the text names');
  const params = {
    model: talker,
    messages: [{ role: 'user' as const, content: 'What is the weather in Oslo and Rome?' }],
    tools: [weather],
  };

  tools('two calls of one answer stay two', async () => {
    const { choices } = await client.chat.completions.create(params);
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    const calls = choices[0]?.message.tool_calls ?? [];
    const cities = calls.map((call) => call.type === 'function' && call.function.arguments);
    expect(cities.map((text) => JSON.parse(text || ''))).toEqual([
      { city: 'Oslo' },
      { city: 'Rome' },
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  tools('streamed, they are the same two', async () => {
    const { choices } = await client.chat.completions.stream(params).finalChatCompletion();
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    const calls = choices[0]?.message.tool_calls ?? [];
    const cities = calls.map((call) => call.type === 'function' && call.function.arguments);
    expect(cities.map((text) => JSON.parse(text || ''))).toEqual([
      { city: 'Oslo' },
      { city: 'Rome' },
    ]);
  });

  tools('the runTools helper goes all the way', async () => {
    const asked: unknown[] = [];
    const runner = client.chat.completions.runTools({
      model: talker,
      stream: true,
      messages: [{ role: 'user', content: 'What is the weather in Oslo?' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'The weather of a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
            parse: JSON.parse,
            function: (input: object) => {
              asked.push(input);
              return 'twelve degrees';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toContain('twelve degrees');
    expect(asked).toEqual([{ city: 'Oslo' }]);
  });
});

describe('embeddings', () => {
  const input = ['first text', 'second text'];

  test('base64, which the SDK asks for, and numbers are the same vectors', async () => {
    const packed = await client.embeddings.create({ model: embedModel, input });
    const plain = await client.embeddings.create({
      model: embedModel,
      input,
      encoding_format: 'float',
    });
    expect(packed.data.map(({ index }) => index)).toEqual([0, 1]);
    packed.data.forEach(({ embedding }, row) => {
      const numbers = plain.data[row]?.embedding ?? [];
      expect(embedding).toHaveLength(numbers.length);
      embedding.forEach((value, at) => {
        expect(Math.abs(value - (numbers[at] ?? Number.NaN))).toBeLessThan(1e-6);
      });
      expect(Math.hypot(...numbers)).toBeCloseTo(1, 3);
    });
    expect(packed.usage.prompt_tokens).toBeGreaterThan(0);
    expect(packed.usage.total_tokens).toBe(packed.usage.prompt_tokens);
  });

  test('one text gives one vector', async () => {
    const { data } = await client.embeddings.create({ model: embedModel, input: 'one' });
    expect(data).toHaveLength(1);
  });
});

describe('models', () => {
  test('are listed, and each of them can be asked for', async () => {
    const models = await readAll(client.models.list());
    expect(models.map(({ object }) => object)).toContain('model');
    for (const { id } of models) {
      expect(await client.models.retrieve(id)).toMatchObject({ id, object: 'model' });
    }
  });
});

describe('errors have the classes of the SDK', () => {
  test('a wrong key', async () => {
    const error = await caught(clientWith({ key: 'hk_wrong' }).models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      requestID: expect.any(String),
    });
  });

  test('a missing scope', async () => {
    const { key } = await gateway.keyWith({ scopes: ['embed'] });
    const error = await caught(clientWith({ key }).chat.completions.create(chat));
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(error).toMatchObject({ code: 'insufficient_scope' });
  });

  test('an unknown model, whole and streamed', async () => {
    for (const stream of [false, true]) {
      const params = { ...chat, model: 'no-such-model', stream };
      const error = await caught(client.chat.completions.create(params));
      expect(error).toBeInstanceOf(NotFoundError);
      expect(error).toMatchObject({ code: 'model_not_found', type: 'invalid_request_error' });
    }
  });

  test('a field that no local model can honour', async () => {
    const error = await caught(client.chat.completions.create({ ...chat, n: 2 }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'unsupported_parameter', param: 'n' });
  });
});

describe('a box that is full', () => {
  const full = needsSimulator('a call has to hold its slot for as long as the test wants');
  const params = { ...chat, model: solo };

  full('is a RateLimitError that says when to come back', async () => {
    await using _held = await holdSlot(gateway, solo);
    const error = await caught(impatient.chat.completions.create(params));
    expect(error).toBeInstanceOf(RateLimitError);
    if (!(error instanceof RateLimitError)) return;
    expect(error).toMatchObject({ code: 'chat_concurrency_limit', type: 'rate_limit_error' });
    expect(error.error).toMatchObject({ limit: 1, in_use: 1, queued: 0, param: null });
    expect(error.requestID).toMatch(/^req_/);
    const seconds = Number(error.headers.get('retry-after'));
    const milliseconds = Number(error.headers.get('retry-after-ms'));
    expect(seconds).toBe(Math.max(1, Math.ceil(milliseconds / 1_000)));
    expect(seconds).toBeLessThanOrEqual(60);
    expect(error.headers.get('x-should-retry')).toBe('true');
  });

  full('lets a retry of the SDK in once the slot is free', async () => {
    const held = await holdSlot(gateway, solo);
    const answer = clientWith({ maxRetries: 4, maxWaitMs: 0 }).chat.completions.create(params);
    const refused = () => gateway.gateway.composition.limiter.snapshot().models;
    await eventually(() => {
      const row = refused().find(({ model }) => model === `${solo}:latest`);
      expect(row?.refused['slots-taken']).toBeGreaterThan(0);
    });
    await held.release();
    expect((await answer).choices).toHaveLength(1);
  });
});

describe('a stream that is left', () => {
  const left = needsSimulator('it counts who has gone');
  const params = { ...chat, model: solo, max_tokens: 8 };
  const streamed = { ...params, stream: true } as const;

  async function expectFree(): Promise<void> {
    await eventually(() => expect(gateway.slots(solo)).toMatchObject({ inUse: 0, queued: 0 }));
    expect(runningOf(gateway, solo)).toBe(0);
    expect((await client.chat.completions.create(params)).choices).toHaveLength(1);
  }

  left('by break frees its slot, and Ollama hears of it', async () => {
    gateway.simulator.resetStats();
    gateway.simulator.behave(slow(solo));
    for await (const chunk of await client.chat.completions.create(streamed)) {
      if (chunk.choices[0]?.delta.content) break;
    }
    await expectFree();
    expect(gateway.simulator.stats().models[`${solo}:latest`]?.aborted).toBe(1);
  });

  left('by abort() frees its slot', async () => {
    gateway.simulator.behave(slow(solo));
    const stream = client.chat.completions.stream(params);
    stream.once('content', () => stream.abort());
    expect(await caught(stream.done())).toBeInstanceOf(APIUserAbortError);
    await expectFree();
  });

  left('before it was whole frees the slot of a call that does not stream', async () => {
    gateway.simulator.resetStats();
    gateway.simulator.behave(slow(solo));
    const gone = new AbortController();
    const answer = client.chat.completions.create(params, { signal: gone.signal });
    await eventually(() => expect(runningOf(gateway, solo)).toBe(1));
    gone.abort();
    expect(await caught(answer)).toBeInstanceOf(APIUserAbortError);
    await expectFree();
    expect(gateway.simulator.stats().models[`${solo}:latest`]?.aborted).toBe(1);
  });
});

describe('an answer that breaks in the middle is never taken for a whole one', () => {
  const broken = needsSimulator('Ollama has to break on purpose');
  const params = { ...chat, model: solo, max_tokens: 8 };
  const breaks = {
    'an error line': { kind: 'error-line', afterLines: 3 },
    'a lost connection': { kind: 'drop-mid-stream', afterLines: 3 },
    'no last line': { kind: 'no-done' },
    'a line that is no JSON': { kind: 'malformed-line', afterLines: 3 },
    'half a last line': { kind: 'truncated-json' },
  } as const;

  for (const [name, fault] of Object.entries(breaks)) {
    const behave = () =>
      gateway.simulator.behave({ ...fault, path: '/api/chat', model: solo, times: 1 });

    broken(`${name}: for await throws`, async () => {
      behave();
      let text = '';
      const reading = (async () => {
        const stream = await client.chat.completions.create({ ...params, stream: true });
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      })();
      const error = await caught(reading);
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ code: expect.stringMatching(/^upstream_/), status: undefined });
      expect(text).not.toBe('');
    });

    broken(`${name}: the stream() helper throws`, async () => {
      behave();
      const error = await caught(client.chat.completions.stream(params).finalChatCompletion());
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ code: expect.stringMatching(/^upstream_/) });
    });

    broken(`${name}: a whole answer is a 502 instead`, async () => {
      behave();
      const error = await caught(client.chat.completions.create(params));
      expect(error).toMatchObject({ status: 502, code: expect.stringMatching(/^upstream_/) });
    });
  }
});

test('nothing is left in the limiter', () => {
  for (const row of gateway.gateway.composition.limiter.snapshot().models) {
    expect(row).toMatchObject({ inUse: 0, queued: 0, draining: 0 });
  }
});
