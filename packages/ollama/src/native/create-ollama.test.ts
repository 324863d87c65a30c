import { isHearthError } from '@hearth/wire';
import { describe, expect, test } from 'vitest';
import { chatStreams, type Recording, readsOf, recording } from '../../test/recordings.ts';
import {
  contentLine,
  doneLine,
  replay,
  type SeenRequest,
  scriptedOllama,
} from '../../test/scripted-ollama.ts';
import type { OllamaChatBody } from './bodies.ts';
import { createOllama } from './create-ollama.ts';
import type { OllamaReply } from './ollama.ts';

const hello: OllamaChatBody = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };

async function answering(...found: Recording[]) {
  let next = 0;
  const server = await scriptedOllama(({ response }) => {
    const answer = found[next++] ?? found.at(-1);
    return answer === undefined ? undefined : replay(answer, response);
  });
  const ollama = createOllama({ url: server.url });
  return {
    ollama,
    server,
    async [Symbol.asyncDispose]() {
      await ollama[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function allLines<Line>(reply: OllamaReply<Line>): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of reply.batches) lines.push(...batch);
  return lines;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isHearthError(error) ? error.code : `not a HearthError: ${error}`;
}

describe('answers of a real Ollama', () => {
  test.each(chatStreams().map((found) => [found.case, found] as const))('%s', async (_, found) => {
    await using box = await answering(found);
    const reply = await box.ollama.chat(hello);
    const lines = await allLines(reply);
    await reply.closed;
    const recorded = readsOf(found).join('').trim().split('\n');
    expect(lines).toEqual(recorded.map((text) => JSON.parse(text)));
    expect(box.ollama.openSockets()).toBe(0);
  });

  test('a bare prompt streams too', async () => {
    await using box = await answering(recording('generate-stream'));
    const lines = await allLines(await box.ollama.generate({ model: 'm', prompt: 'Once' }));
    expect(lines.map(({ response }) => response).join('')).toMatch(/^The world of magic/);
    expect(lines.at(-1)).toMatchObject({ done: true, done_reason: 'length' });
  });

  test('vectors come in the order of the input', async () => {
    await using box = await answering(recording('embed-many'));
    const answer = await box.ollama.embed({ model: 'm', input: ['a', 'b', 'c'] });
    expect(answer.embeddings.map((vector) => vector[0])).toEqual([
      -0.03447988,
      expect.any(Number),
      expect.any(Number),
    ]);
  });

  test('models, details, memory and version', async () => {
    await using box = await answering(
      recording('tags'),
      recording('show-tools'),
      recording('ps-forever'),
      recording('version'),
    );
    const { ollama } = box;
    expect((await ollama.tags()).map(({ name }) => name)).toContain('all-minilm:l6');
    expect(await ollama.show('m')).toMatchObject({
      capabilities: ['completion', 'tools'],
      family: 'llama',
      trainedContextLength: 8192,
      modelfileContextLength: 2048,
    });
    expect(await ollama.running()).toMatchObject([{ vramBytes: 0, contextLength: 2048 }]);
    expect(await ollama.version()).toBe('0.24.0');
  });

  test('an empty list of models may be null', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end('{"models":null}');
    });
    await using ollama = createOllama({ url: server.url });
    expect(await ollama.tags()).toEqual([]);
  });
});

describe('what is sent', () => {
  test('a local Host, JSON, and stream always explicit', async () => {
    await using box = await answering(recording('chat-stream'));
    await allLines(await box.ollama.chat(hello));
    const [seen] = box.server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      path: '/api/chat',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      body: { ...hello, stream: true },
    });
  });

  test('the path of the URL is a prefix', async () => {
    await using box = await answering(recording('version'));
    await using ollama = createOllama({ url: `${box.server.url}/box/` });
    await ollama.version();
    expect(box.server.seen[0]?.path).toBe('/box/api/version');
  });

  test('a call without a message would load or unload the model, and is refused', async () => {
    await using box = await answering(recording('chat-empty-messages-loads'));
    const { ollama } = box;
    expect(await codeOf(ollama.chat({ model: 'm', messages: [] }))).toBe('invalid_value');
    expect(await codeOf(ollama.generate({ model: 'm', prompt: '' }))).toBe('invalid_value');
    expect(await codeOf(ollama.embed({ model: 'm', input: [] }))).toBe('invalid_value');
    expect(box.server.seen).toEqual([]);
  });

  test('loading sends the runner options that callers get', async () => {
    await using box = await answering(recording('chat-empty-messages-loads'));
    const profile = { contextLength: 8192, keepAlive: -1, capabilities: ['completion'] };
    expect((await box.ollama.load('m', profile)).loadMs).toBeGreaterThanOrEqual(0);
    expect(box.server.seen[0]).toMatchObject({
      path: '/api/chat',
      body: { model: 'm', messages: [], keep_alive: -1, shift: false, options: { num_ctx: 8192 } },
    });
  });

  test('a model that only embeds is loaded by /api/embed', async () => {
    await using box = await answering(recording('embed-empty-list'));
    await box.ollama.load('e', { keepAlive: '1h', capabilities: ['embedding'] });
    expect(box.server.seen[0]).toMatchObject({
      path: '/api/embed',
      body: { model: 'e', input: [], keep_alive: '1h' },
    });
  });

  test('unloading asks for a keep-alive of zero', async () => {
    await using box = await answering(recording('unload'));
    await box.ollama.unload('m');
    expect(box.server.seen[0]?.body).toMatchObject({ model: 'm', keep_alive: 0 });
  });
});

describe('connections', () => {
  test('one connection is used again, call after call', async () => {
    await using box = await answering(recording('chat-stream'));
    for (let call = 0; call < 5; call++) {
      const reply = await box.ollama.chat(hello);
      await allLines(reply);
      await reply.closed;
    }
    expect(box.server.connections()).toBe(1);
  });

  test('a refused call keeps its connection too', async () => {
    await using box = await answering(recording('chat-model-missing'), recording('chat-stream'));
    expect(await codeOf(box.ollama.chat(hello))).toBe('model_not_found');
    expect(box.ollama.openSockets()).toBe(0);
    await allLines(await box.ollama.chat(hello));
    expect(box.server.connections()).toBe(1);
  });

  test('as many as there are calls, so that nothing queues unseen', async () => {
    const held: SeenRequest[] = [];
    await using server = await scriptedOllama((request) => {
      held.push(request);
      if (held.length < 40) return;
      for (const { response } of held) response.end(contentLine('x') + doneLine);
    });
    await using ollama = createOllama({ url: server.url });
    const replies = await Promise.all(Array.from({ length: 40 }, () => ollama.chat(hello)));
    expect(server.connections()).toBe(40);
    await Promise.all(replies.map(allLines));
    await Promise.all(replies.map(({ closed }) => closed));
    expect(ollama.openSockets()).toBe(0);
  });

  test('an answer that ends the connection is followed by a new one', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.writeHead(200, { connection: 'close' });
      response.end(doneLine);
    });
    await using ollama = createOllama({ url: server.url });
    for (let call = 0; call < 3; call++) await allLines(await ollama.chat(hello));
    expect(server.connections()).toBe(3);
  });
});
