import type { Services } from '@hearth/api';
import { HearthError } from '@hearth/wire';
import { expect, test } from 'vitest';
import { answerOf, batchesOf, contextWith } from '../test/context.ts';
import { routeName } from './match-route.ts';
import type { RestAnswer, RestRequest } from './rest.ts';
import { handleRest } from './rest-handler.ts';

async function ask(request: Partial<RestRequest> & { services?: Partial<Services> }) {
  const { services = {}, ...rest } = request;
  const context = contextWith(services);
  const url = '/v1/chat/completions';
  return handleRest({ method: 'POST', url, body: undefined, context, ...rest });
}

function bodyOf(answer: RestAnswer): { error: Record<string, unknown>; [key: string]: unknown } {
  if (answer.kind !== 'text') throw new Error('expected a text answer');
  return JSON.parse(answer.body);
}

async function eventsOf(answer: RestAnswer): Promise<string[]> {
  if (answer.kind !== 'stream') throw new Error('expected a stream');
  let text = '';
  for await (const piece of answer.events) text += piece;
  return text.split('\n\n').filter((event) => event !== '');
}

const chat = (fields: object = {}) =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...fields });
const chatting = (failure?: Error): Partial<Services> => ({
  chat: { open: async () => batchesOf(answerOf('Hel', 'lo'), failure) },
});

test('a stream ends with [DONE], and shows no usage unless asked', async () => {
  const { answer } = await ask({ body: chat({ stream: true }), services: chatting() });
  const events = await eventsOf(answer);
  expect(events.at(-1)).toBe('data: [DONE]');
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)));
  expect(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join('')).toBe('Hello');
  expect(chunks.every((chunk) => Array.isArray(chunk.choices) && chunk.choices.length === 1)).toBe(
    true,
  );
  expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
});

test('include_usage gives usage: null on every chunk and one last chunk with choices []', async () => {
  const { answer } = await ask({
    body: chat({ stream: true, stream_options: { include_usage: true } }),
    services: chatting(),
  });
  const chunks = (await eventsOf(answer))
    .slice(0, -1)
    .map((event) => JSON.parse(event.slice('data: '.length)));
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  expect(chunks.at(-1)).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });
});

test('an error after the headers is an event with an error body, and no [DONE] follows', async () => {
  const failure = new HearthError('upstream_error', 'the runner stopped');
  const { answer } = await ask({ body: chat({ stream: true }), services: chatting(failure) });
  const events = await eventsOf(answer);
  const last = JSON.parse(events.at(-1)?.slice('data: '.length) ?? '');
  expect(last.error).toEqual({
    message: 'the runner stopped',
    type: 'server_error',
    param: null,
    code: 'upstream_error',
  });
  expect(events.join()).not.toContain('[DONE]');
});

test('an unexpected error says nothing of itself', async () => {
  const failure = new Error('connect postgres://hearth:secret@db');
  const { answer, fault } = await ask({ body: chat(), services: chatting(failure) });
  expect(fault).toBe(failure);
  expect(answer.status).toBe(500);
  expect(JSON.stringify(answer)).not.toContain('secret');
});

test('a call that does not stream is the same call, folded', async () => {
  const { answer } = await ask({ body: chat(), services: chatting() });
  expect(bodyOf(answer)).toMatchObject({
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { total_tokens: 5 },
  });
});

test('a refusal of the limiter keeps its figures and says when to come back', async () => {
  const open = async () => {
    const figures = { limit: 2, in_use: 2, queued: 3, position: 4, estimated_wait_ms: 5_200 };
    throw new HearthError('chat_concurrency_limit', 'busy', { retryAfterMs: 5_200, figures });
  };
  const { answer } = await ask({ body: chat(), services: { chat: { open } } });
  expect(answer.status).toBe(429);
  expect(answer.headers).toMatchObject({
    'retry-after': '6',
    'retry-after-ms': '5200',
    'x-should-retry': 'true',
  });
  expect(bodyOf(answer).error).toMatchObject({
    code: 'chat_concurrency_limit',
    limit: 2,
    in_use: 2,
    queued: 3,
    position: 4,
  });
});

interface Refusal {
  readonly name: string;
  readonly request: Partial<RestRequest>;
  readonly status?: number;
  readonly code: string;
  readonly param?: string;
}

const deep = `{"messages":${'['.repeat(70)}${']'.repeat(70)}}`;
const crowd = Array(2049).fill({ role: 'user', content: 'x' });
const refusals: Refusal[] = [
  { name: 'broken JSON', request: { body: '{' }, code: 'invalid_json' },
  { name: 'an empty body', request: { body: '' }, code: 'invalid_json' },
  { name: 'no body', request: {}, code: 'invalid_json' },
  { name: 'a body that is no object', request: { body: '[]' }, code: 'invalid_value' },
  { name: 'nesting over 64', request: { body: deep }, code: 'invalid_json' },
  {
    name: 'no messages',
    request: { body: '{"model":"m"}' },
    code: 'missing_required_parameter',
    param: 'messages',
  },
  { name: 'n: 2', request: { body: chat({ n: 2 }) }, code: 'unsupported_parameter', param: 'n' },
  {
    name: 'a forced tool',
    request: { body: chat({ tool_choice: 'required' }) },
    code: 'unsupported_parameter',
    param: 'tool_choice',
  },
  {
    name: 'stray stream_options',
    request: { body: chat({ stream_options: {} }) },
    code: 'invalid_value',
    param: 'stream_options',
  },
  {
    name: '2049 messages',
    request: { body: chat({ messages: crowd }) },
    code: 'invalid_value',
    param: 'messages',
  },
  { name: 'another method', request: { method: 'GET' }, status: 405, code: 'method_not_allowed' },
  { name: 'an unknown route', request: { url: '/v1/nothing' }, status: 404, code: 'not_found' },
  {
    name: 'a bad escape',
    request: { method: 'GET', url: '/v1/models/%zz' },
    status: 404,
    code: 'not_found',
  },
];

test.each(refusals)(
  '$name is refused by name',
  async ({ request, status = 400, code, param = null }) => {
    const { answer } = await ask({ ...request, services: chatting() });
    expect(answer.status).toBe(status);
    expect(Object.keys(bodyOf(answer).error).sort()).toEqual(['code', 'message', 'param', 'type']);
    expect(bodyOf(answer).error).toMatchObject({ code, param });
  },
);

test('a 405 names what is allowed', async () => {
  const { answer } = await ask({ method: 'DELETE' });
  expect(answer.headers['allow']).toBe('POST');
});

test('the key is checked before the body is parsed', async () => {
  const access = {
    authorize: async () => {
      throw new HearthError('invalid_api_key', 'no key');
    },
  };
  const { answer } = await ask({ body: '{', services: { access } });
  expect(answer.status).toBe(401);
});

test('the default base64 of the SDKs is little-endian float32', async () => {
  const vector = [0.25, -1.5, 3];
  const create = async () => ({
    object: 'list' as const,
    data: [{ object: 'embedding' as const, index: 0, embedding: vector }],
    model: 'e',
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });
  const body = JSON.stringify({ model: 'e', input: 'x', encoding_format: 'base64' });
  const { answer } = await ask({ url: '/v1/embeddings', body, services: { embed: { create } } });
  const { data } = bodyOf(answer) as unknown as { data: { embedding: string }[] };
  const bytes = Buffer.from(data[0]?.embedding ?? '', 'base64');
  expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual(vector);
});

test.each(['hf.co/owner/model:Q4_K_M', 'hf.co%2Fowner%2Fmodel%3AQ4_K_M'])(
  'a model id with slashes is found: %s',
  async (id) => {
    const find = async (name: string) => ({
      id: name,
      object: 'model' as const,
      created: 1,
      owned_by: 'owner',
    });
    const { answer } = await ask({
      method: 'GET',
      url: `/v1/models/${id}?x=1`,
      services: { models: { find } as never },
    });
    expect(bodyOf(answer)).toMatchObject({ id: 'hf.co/owner/model:Q4_K_M' });
  },
);

test('an empty list of models is [], not null', async () => {
  const { answer } = await ask({
    method: 'GET',
    url: '/v1/models',
    services: { models: { list: async () => [] } as never },
  });
  expect(bodyOf(answer)).toEqual({ object: 'list', data: [] });
});

test.each([
  ['POST', '/v1/chat/completions?x=1', 'POST /v1/chat/completions'],
  ['GET', '/v1/models/hf.co/a/b:Q4', 'GET /v1/models/{id}'],
  ['GET', '/v1/models/', 'unknown'],
  ['DELETE', '/v1/models', 'unknown'],
  ['GET', '/v1/nothing', 'unknown'],
])('%s %s is named %s in logs and figures', (method, url, name) => {
  expect(routeName(method, url)).toBe(name);
});
