import type { ErrorCode } from '@hearth/wire';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { expectOpenAiError, expectTrpcError } from './harness/expect-error.ts';
import { startTestGateway } from './harness/test-gateway.ts';

const bodyLimit = 4_000_000;
const gateway = await startTestGateway({
  environment: { HEARTH_BODY_LIMIT_BYTES: String(bodyLimit), HEARTH_ACQUIRE_TIMEOUT_MS: '10000' },
});
afterAll(() => gateway[Symbol.asyncDispose]());

const { chatModel, embedModel } = gateway;
const messages = [{ role: 'user', content: 'hi' }];
const chat = { model: chatModel, messages, max_tokens: 4 };
const embedding = { model: embedModel, input: 'hi' };

type Fault = readonly [status: number, code: ErrorCode, param?: string | null];

const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } };
const image = (url: string) => [
  { role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
];

/** Depth counts the body itself. */
function nested(depth: number): string {
  return `{"model":"m","messages":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
}

const chatFaults: Record<string, readonly [body: unknown, ...Fault]> = {
  null: [null, 400, 'invalid_value'],
  'an array': [[], 400, 'invalid_value'],
  'a text': ['"hi"', 400, 'invalid_value'],
  'no messages': [{ model: chatModel }, 400, 'missing_required_parameter', 'messages'],
  'empty messages': [{ ...chat, messages: [] }, 400, 'invalid_value', 'messages'],
  'messages as a text': [{ ...chat, messages: 'hi' }, 400, 'invalid_value', 'messages'],
  'a message that is none': [{ ...chat, messages: [7] }, 400, 'invalid_value', 'messages[0]'],
  'an unknown role': [
    { ...chat, messages: [{ role: 'king', content: 'hi' }] },
    400,
    'invalid_value',
    'messages[0].role',
  ],
  '5,000 messages': [
    { ...chat, messages: Array.from({ length: 5_000 }, () => messages[0]) },
    400,
    'invalid_value',
    'messages',
  ],
  'a number as model': [{ ...chat, model: 7 }, 400, 'invalid_value', 'model'],
  'an unknown model': [{ ...chat, model: 'no-such-model' }, 404, 'model_not_found', 'model'],
  'an impossible model': [{ ...chat, model: '../../etc' }, 404, 'model_not_found', 'model'],
  'no model': [{ messages }, 400, 'missing_required_parameter', 'model'],
  'an embedding model': [{ ...chat, model: embedModel }, 400, 'unsupported_model', 'model'],
  'a temperature in words': [{ ...chat, temperature: 'hot' }, 400, 'invalid_value', 'temperature'],
  'a temperature of 1e999': [
    JSON.stringify(chat).replace('"max_tokens":4', '"temperature":1e999'),
    400,
    'invalid_value',
    'temperature',
  ],
  'a negative max_tokens': [{ ...chat, max_tokens: -1 }, 400, 'invalid_value', 'max_tokens'],
  'n: 2': [{ ...chat, n: 2 }, 400, 'unsupported_parameter', 'n'],
  'tool_choice required': [
    { ...chat, tools: [tool], tool_choice: 'required' },
    400,
    'unsupported_parameter',
    'tool_choice',
  ],
  logit_bias: [
    { ...chat, logit_bias: { 50256: -100 } },
    400,
    'unsupported_parameter',
    'logit_bias',
  ],
  'an image by URL': [
    { ...chat, messages: image('http://169.254.169.254/latest/meta-data') },
    400,
    'unsupported_parameter',
  ],
  'a file part': [
    { ...chat, messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] },
    400,
    'unsupported_parameter',
    'messages[0].content[0].type',
  ],
  'a schema that is none': [
    { ...chat, response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
    400,
    'missing_required_parameter',
    'response_format.json_schema.schema',
  ],
  'an unknown effort': [
    { ...chat, reasoning_effort: 'heroic' },
    400,
    'invalid_value',
    'reasoning_effort',
  ],
};

const embeddingFaults: Record<string, readonly [body: unknown, ...Fault]> = {
  'no input': [{ model: embedModel }, 400, 'missing_required_parameter', 'input'],
  'an empty text': [{ ...embedding, input: '' }, 400, 'invalid_value', 'input'],
  'an empty list': [{ ...embedding, input: [] }, 400, 'invalid_value', 'input'],
  'token ids': [{ ...embedding, input: [1, 2, 3] }, 400, 'unsupported_parameter', 'input'],
  'lists of token ids': [
    { ...embedding, input: [[1], [2]] },
    400,
    'unsupported_parameter',
    'input',
  ],
  'null among texts': [{ ...embedding, input: ['a', null] }, 400, 'invalid_value', 'input[1]'],
  '3,000 texts': [{ ...embedding, input: Array(3_000).fill('a') }, 400, 'invalid_value', 'input'],
  'an unknown encoding': [
    { ...embedding, encoding_format: 'hex' },
    400,
    'invalid_value',
    'encoding_format',
  ],
  'no dimensions': [{ ...embedding, dimensions: 0 }, 400, 'invalid_value', 'dimensions'],
  'an unknown model': [{ ...embedding, model: 'no-such-model' }, 404, 'model_not_found', 'model'],
};

const surfaces = [
  ['/v1/chat/completions', '/trpc/chat.complete', chatFaults],
  ['/v1/embeddings', '/trpc/embed.create', embeddingFaults],
] as const;

const asText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

afterEach(async () => {
  expect((await gateway.send('/livez', { key: null })).status).toBe(200);
});

describe.each(surfaces)('%s and %s', (rest, trpc, faults) => {
  describe.each(Object.entries(faults))('%s', (_, [body, status, code, param]) => {
    const expected = { status, code, ...(param === undefined ? {} : { param }) };

    test('is refused on /v1 by name', async () => {
      expectOpenAiError(await gateway.send(rest, { body: asText(body) }), expected);
    });

    test('is refused on /trpc by the same name', async () => {
      const wrapped = `{"json":${asText(body)}}`;
      expectTrpcError(await gateway.send(trpc, { body: wrapped }), expected);
    });
  });

  const shapeless: readonly (readonly [string, string, ErrorCode])[] = [
    ['no body', '', 'invalid_json'],
    ['half a body', '{"json":{"model":', 'invalid_json'],
    ['a body of 65 levels', nested(65), 'invalid_json'],
    ['a body of 100,000 levels', nested(100_000), 'invalid_json'],
  ];

  test.each(shapeless)('%s is refused on /v1', async (_, body, code) => {
    expectOpenAiError(await gateway.send(rest, { body }), { status: 400, code });
  });

  test.each(shapeless.slice(1))('%s is refused on /trpc', async (_, body, code) => {
    expectTrpcError(await gateway.send(trpc, { body }), { status: 400, code });
  });

  test('a body over the limit is refused with 413', async () => {
    const body = JSON.stringify({ json: {}, filler: 'x'.repeat(bodyLimit) });
    const expected = { status: 413, code: 'request_too_large' } as const;
    expectOpenAiError(await gateway.send(rest, { body }), expected);
    const answer = await gateway.send(trpc, { body });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('request_too_large');
  });

  test('a compressed body is refused with 415', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const expected = { status: 415, code: 'unsupported_media_type' } as const;
    expectOpenAiError(await gateway.send(rest, { body: chat, headers }), expected);
  });
});

describe('what other clients send is taken', () => {
  const taken: Record<string, string> = {
    'unknown fields': asText({ ...chat, store: true, metadata: { a: 1 }, user: 'u', x_y: [1] }),
    'null where a field is absent': asText({ ...chat, temperature: null, tools: null, stop: null }),
    'keys named __proto__ and constructor': asText(chat).replace(
      '{',
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    ),
    '100,000 keys': `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":0`)},${asText(chat).slice(1)}`,
    'lone surrogates': asText(chat).replace('"hi"', '"\\ud800 hi \\udc00"'),
    'a NUL': asText(chat).replace('"hi"', '"\\u0000"'),
    'duplicate keys': asText(chat).replace('{', '{"model":7,'),
    '64 levels': asText({ ...chat, metadata: JSON.parse(nested(63)) }),
  };

  test.each(Object.entries(taken))('%s', async (_, body) => {
    const rest = await gateway.send('/v1/chat/completions', { body });
    expect([rest.status, rest.text]).toMatchObject([200, expect.any(String)]);
    expect(rest.json()).toMatchObject({ object: 'chat.completion' });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('a body sent as text/plain', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await gateway.send('/v1/chat/completions', { body: chat, headers });
    expect([200, 415]).toContain(answer.status);
  });
});

test('stream_options without stream is refused on /v1', async () => {
  const body = { ...chat, stream_options: { include_usage: true } };
  const expected = { status: 400, code: 'invalid_value', param: 'stream_options' } as const;
  expectOpenAiError(await gateway.send('/v1/chat/completions', { body }), expected);
});

describe('tRPC', () => {
  test.each([21, 70, 1_000])(
    'a batch of %d is refused whole, before anything runs',
    async (size) => {
      const names = Array.from({ length: size }, () => 'chat.complete').join(',');
      const body = Object.fromEntries(
        Array.from({ length: size }, (_, at) => [at, { json: chat }]),
      );
      const answer = await gateway.send(`/trpc/${names}?batch=1`, { body });
      expectTrpcError(answer, { status: 400, code: 'invalid_value' });
    },
  );

  test('a query may not be asked for as a mutation, nor the other way round', async () => {
    const expected = { status: 405, code: 'method_not_allowed' } as const;
    expectTrpcError(await gateway.send('/trpc/chat.complete'), expected);
    expectTrpcError(await gateway.send('/trpc/admin.keys.list', { body: {} }), expected);
  });

  test('an unknown procedure is not found', async () => {
    const expected = { status: 404, code: 'not_found' } as const;
    expectTrpcError(await gateway.send('/trpc/chat.nothing', { body: {} }), expected);
  });

  test.each(['input=%7B', 'input=%00', 'batch=1&input=%5B', 'batch=1&input=7'])(
    'a query with ?%s is the caller’s fault',
    async (query) => {
      const answer = await gateway.send(`/trpc/admin.usage.rows?${query}`);
      expect(answer.status).toBe(400);
    },
  );

  test('a stream asked for by a plain call takes no slot with it', async () => {
    const { status } = await gateway.send('/trpc/chat.stream', { body: { json: chat } });
    expect(status).toBe(415);
    await expect.poll(() => gateway.slots(chatModel).inUse, { timeout: 5_000 }).toBe(0);
  });
});

test('after all that a good call is answered', async () => {
  const { status } = await gateway.send('/v1/chat/completions', { body: chat });
  expect(status).toBe(200);
});
