import type { ChatRequest } from '@hearth/wire';
import { expect, test } from 'vitest';
import { answerChunks, batchesOf, deltaChunk, usageChunk } from '../test/chunks.ts';
import { collect } from '../test/collect.ts';
import { startGateway } from '../test/gateway.ts';
import { callerKey, type OpenChat, ownerKey } from '../test/services.ts';
import { createHearth } from './index.ts';

const question = { model: 'demo-chat', messages: [{ role: 'user' as const, content: 'Hi' }] };

const answering =
  (...pieces: string[]): OpenChat =>
  async () =>
    batchesOf(answerChunks(pieces));

test('a completion comes whole', async () => {
  await using gateway = await startGateway(answering('Hel', 'lo'));
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });

  const completion = await hearth.chat.complete(question);

  expect(completion.choices[0]?.message.content).toBe('Hello');
  expect(completion.choices[0]?.finish_reason).toBe('stop');
  expect(completion.usage.total_tokens).toBe(5);
});

test('every other procedure answers', async () => {
  await using gateway = await startGateway(answering());
  const hearth = createHearth({ baseURL: `${gateway.baseURL}/`, apiKey: ownerKey });
  const { keys, models, usage, system } = hearth.admin;

  expect((await hearth.chat.models()).data[0]?.id).toBe('demo-chat');
  const vectors = await hearth.embed.create({ model: 'demo-embed', input: ['a', 'bcd'] });
  expect(vectors.data.map(({ embedding }) => embedding[0])).toEqual([1, 3]);
  expect((await keys.create({ name: 'agent' })).key).toBe('hk_secret');
  expect((await keys.list()).keys).toHaveLength(1);
  expect((await keys.revoke({ id: 'key_9' })).status).toBe('revoked');
  expect((await usage.summary()).rows).toEqual([]);
  expect((await usage.rows({ since: '24h', limit: 5 })).rows).toEqual([]);
  expect((await models.list()).models).toEqual([]);
  expect((await models.warm({ model: 'demo-chat' })).resident).toBe(true);
  expect((await models.unload({ model: 'demo-chat' })).resident).toBe(false);
  expect((await system.snapshot()).draining).toBe(false);
});

test('no prompt, text or key name is ever in a URL', async () => {
  await using gateway = await startGateway(answering('ok'));
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: ownerKey });
  const secret = 'SECRET-TEXT';
  const params = { model: 'demo-chat', messages: [{ role: 'user' as const, content: secret }] };

  await hearth.chat.complete(params);
  await hearth.chat.stream(params).final();
  await hearth.embed.create({ input: secret });
  await hearth.admin.keys.create({ name: secret });
  await hearth.admin.usage.rows();

  expect(gateway.seen).toHaveLength(5);
  for (const { url } of gateway.seen) {
    expect(decodeURIComponent(url)).not.toContain(secret);
    expect(url).not.toContain('hk_');
  }
  expect(gateway.seen.slice(0, 4).map(({ method }) => method)).toEqual(Array(4).fill('POST'));
});

test('CJK, emoji and lone odd characters come through intact both ways', async () => {
  const text = '漢字かな交じり文 👩‍👩‍👧‍👦 🇯🇵 é \u0000 \u2028 "quoted" \\ ﷽';
  const received: ChatRequest[] = [];
  await using gateway = await startGateway(async (request) => {
    received.push(request);
    return batchesOf(answerChunks([...text]));
  });
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });
  const messages = [{ role: 'user' as const, content: text }];

  const completion = await hearth.chat.complete({ messages });
  const pieces = await collect(hearth.chat.stream({ messages }).textStream);

  expect(completion.choices[0]?.message.content).toBe(text);
  expect(pieces.join('')).toBe(text);
  expect(received.map((request) => request.messages[0]?.content)).toEqual([text, text]);
});

test('keys named constructor and __proto__ survive in tool arguments both ways', async () => {
  const sent = '{"constructor":{"prototype":1},"__proto__":{"admin":true}}';
  const received: ChatRequest[] = [];
  const call = {
    id: 'call_1',
    type: 'function' as const,
    function: { name: 'f', arguments: sent },
  };
  await using gateway = await startGateway(async (request) => {
    received.push(request);
    const calling = deltaChunk({ tool_calls: [{ index: 0, ...call }] });
    return batchesOf([calling, deltaChunk({}, 'tool_calls'), usageChunk]);
  });
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });
  const parameters = { type: 'object', properties: { constructor: { type: 'string' } } };
  const params = {
    messages: [{ role: 'assistant' as const, content: null, tool_calls: [call] }],
    tools: [{ type: 'function' as const, function: { name: 'f', parameters } }],
  };

  const whole = await hearth.chat.complete(params);
  const streamed = await hearth.chat.stream(params).final();

  for (const { choices } of [whole, streamed]) {
    expect(choices[0]?.message.tool_calls?.[0]?.function.arguments).toBe(sent);
    expect(choices[0]?.message.content).toBeNull();
  }
  for (const request of received) {
    expect(request.tools?.[0]?.function.parameters).toEqual(parameters);
    expect(request.messages[0]).toMatchObject({ tool_calls: [{ function: { arguments: sent } }] });
  }
});

test('a key callback is asked again for every attempt', async () => {
  await using gateway = await startGateway(answering('ok'));
  const keys = ['hk_one', callerKey];
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: async () => keys.shift() ?? '' });

  await expect(hearth.chat.models()).rejects.toMatchObject({ code: 'invalid_api_key' });
  await hearth.chat.models();

  expect(gateway.seen.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer hk_one',
    `Bearer ${callerKey}`,
  ]);
});

test('a key callback that fails says so and sends nothing', async () => {
  await using gateway = await startGateway(answering('ok'));
  const cause = new Error('vault is sealed');
  const apiKey = () => Promise.reject(cause);
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey });

  await expect(hearth.chat.complete(question)).rejects.toMatchObject({
    code: 'request_not_sent',
    cause,
  });
  await expect(hearth.chat.stream(question).final()).rejects.toMatchObject({
    code: 'request_not_sent',
  });
  expect(gateway.seen).toHaveLength(0);
});

test('own headers, the key and the longest wait are sent', async () => {
  await using gateway = await startGateway(answering('ok'));
  const hearth = createHearth({
    baseURL: gateway.baseURL,
    apiKey: callerKey,
    headers: { 'X-Trace': 'abc' },
  });

  await hearth.chat.complete(question, { maxWaitMs: 1500.4 });
  await hearth.chat.stream(question, { maxWaitMs: Number.POSITIVE_INFINITY }).final();

  expect(gateway.seen.map(({ headers }) => headers['x-hearth-max-wait-ms'])).toEqual([
    '1500',
    '90000',
  ]);
  for (const { headers } of gateway.seen) {
    expect(headers['x-trace']).toBe('abc');
    expect(headers.authorization).toBe(`Bearer ${callerKey}`);
  }
});

test('messages added after the call are not sent', async () => {
  const received: ChatRequest[] = [];
  await using gateway = await startGateway(async (request) => {
    received.push(request);
    return batchesOf(answerChunks(['ok']));
  });
  const hearth = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey });
  const messages = [{ role: 'user' as const, content: 'one' }];

  const stream = hearth.chat.stream({ messages });
  messages.push({ role: 'user', content: 'two' });
  await stream.final();

  expect(received[0]?.messages).toHaveLength(1);
});

test('a baseURL that is no http URL is refused at once', () => {
  expect(() => createHearth({ baseURL: '127.0.0.1:7411' })).toThrow(TypeError);
  expect(() => createHearth({ baseURL: 'ftp://box' })).toThrow(/ftp/);
});
