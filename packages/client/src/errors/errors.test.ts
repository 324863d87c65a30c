import { createServer, type RequestListener } from 'node:http';
import { HearthError } from '@hearth/wire';
import { createTRPCClient, getUntypedClient } from '@trpc/client';
import { expect, test, vi } from 'vitest';
import { answerChunks, batchesOf, endless, textChunk } from '../../test/chunks.ts';
import { listen, startGateway } from '../../test/gateway.ts';
import { callerKey, type OpenChat } from '../../test/services.ts';
import { createHearth, HearthClientError, isHearthClientError } from '../index.ts';
import { createLinks } from '../links.ts';
import { toFault } from './to-fault.ts';

const question = { messages: [{ role: 'user' as const, content: 'Hi' }] };
const answering: OpenChat = async () => batchesOf(answerChunks(['ok']));
const throwing =
  (error: Error): OpenChat =>
  () =>
    Promise.reject(error);

const client = ({ baseURL }: { baseURL: string }, apiKey = callerKey) =>
  createHearth({ baseURL, apiKey, maxRetries: 0 });

async function failure(work: Promise<unknown>): Promise<HearthClientError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason) => reason,
  );
  if (isHearthClientError(error)) return error;
  throw new Error(`Expected a HearthClientError, got ${String(error)}`);
}

const page: RequestListener = (_request, response) => {
  response.writeHead(502, { 'content-type': 'text/html', 'x-request-id': 'req_edge' });
  response.end('<h1>Bad gateway</h1>');
};

test.each([
  ['invalid_api_key', 401],
  ['insufficient_scope', 403],
] as const)('%s is %i on a single call and on a stream', async (code, status) => {
  await using gateway = await startGateway(answering);
  const apiKey = code === 'invalid_api_key' ? 'hk_wrong' : callerKey;
  const hearth = client(gateway, apiKey);
  const calls =
    code === 'invalid_api_key'
      ? [hearth.chat.complete(question), hearth.chat.stream(question).final()]
      : [hearth.admin.keys.list()];

  for (const call of calls) {
    const error = await failure(call);
    expect(error).toMatchObject({ code, status, retryable: false });
    expect(error.requestId).toMatch(/^req_/);
  }
});

test('a model that is not there is 404, a bad field 400 with its name', async () => {
  const missing = new HearthError('model_not_found', "Ollama has no 'x'.", { param: 'model' });
  await using gateway = await startGateway(throwing(missing));
  const hearth = client(gateway);

  expect(await failure(hearth.chat.complete(question))).toMatchObject({
    code: 'model_not_found',
    status: 404,
    param: 'model',
  });
  const invalid = hearth.chat.stream({ ...question, temperature: 9 }).final();
  expect(await failure(invalid)).toMatchObject({
    code: 'invalid_value',
    status: 400,
    param: 'temperature',
  });
});

test.each(['complete', 'stream'] as const)('%s: a 429 has its wait and figures', async (kind) => {
  const refusal = new HearthError('chat_concurrency_limit', 'All slots are taken.', {
    retryAfterMs: 1150,
    figures: { limit: 1, in_use: 1, queued: 3, position: 4, estimated_wait_ms: 1150 },
  });
  await using gateway = await startGateway(throwing(refusal));
  const { chat } = client(gateway);

  const error = await failure(
    kind === 'complete' ? chat.complete(question) : chat.stream(question).final(),
  );

  expect(error).toMatchObject({
    status: 429,
    retryable: true,
    retryAfterMs: 1150,
    figures: { limit: 1, in_use: 1, queued: 3, position: 4, estimated_wait_ms: 1150 },
    partial: undefined,
  });
  expect(error.message).toBe(
    `429 chat_concurrency_limit: All slots are taken. (request_id=${error.requestId}, retry after 1.2 s)`,
  );
});

test('a fault of the gateway itself shows nothing of its inside', async () => {
  await using gateway = await startGateway(throwing(new Error('postgres://user:secret@box')));

  const error = await failure(client(gateway).chat.complete(question));

  expect(error).toMatchObject({ code: 'internal_error', status: 500 });
  expect(JSON.stringify(error) + error.message).not.toContain('secret');
});

test('a procedure that an older gateway does not have is not_found', async () => {
  await using gateway = await startGateway(answering);
  const { baseURL } = gateway;
  const links = createLinks({ baseURL, headers: {}, fetch });
  const raw = getUntypedClient(createTRPCClient({ links }));
  const context = { baseURL, requestId: undefined, partial: undefined };

  const fault = await raw.query('chat.nothing').catch((cause: unknown) => toFault(cause, context));

  expect(fault).toMatchObject({ code: 'not_found', status: 404, retryable: false });
});

test('an error inside a stream keeps its code and has the text so far', async () => {
  await using gateway = await startGateway(async () =>
    (async function* () {
      yield [textChunk('half an ')];
      yield [textChunk('answer')];
      throw new HearthError('upstream_error', 'Ollama failed.');
    })(),
  );

  const error = await failure(client(gateway).chat.stream(question).final());

  expect(error).toMatchObject({ code: 'upstream_error', status: 502, partial: 'half an answer' });
  expect(error.requestId).toMatch(/^req_/);
});

test('a stream cut in the middle is stream_interrupted with the text so far', async () => {
  await using gateway = await startGateway(async (_request, { signal }) =>
    endless(['half', ' 半分'], signal),
  );
  const stream = client(gateway).chat.stream(question);
  let text = '';

  const error = await failure(
    (async () => {
      for await (const piece of stream.textStream) {
        text += piece;
        if (text === 'half 半分') gateway.cut();
      }
    })(),
  );

  expect(error).toMatchObject({
    code: 'stream_interrupted',
    partial: 'half 半分',
    status: undefined,
  });
  await expect(stream.final()).rejects.toBe(error);
});

test('a connection lost before the answer is connection_failed and names the address', async () => {
  await using gateway = await startGateway(() => {
    gateway.cut();
    return new Promise(() => {});
  });
  const { chat } = client(gateway);
  expect(await failure(chat.complete(question))).toMatchObject({ code: 'connection_failed' });
  expect(await failure(chat.stream(question).final())).toMatchObject({
    code: 'connection_failed',
    partial: undefined,
  });

  const refused = await failure(client({ baseURL: 'http://127.0.0.1:1' }).chat.models());
  expect(refused).toMatchObject({ code: 'connection_failed', status: undefined });
  expect(refused.message).toContain('http://127.0.0.1:1');
  expect(refused.cause).toBeInstanceOf(Error);
});

test.each(['complete', 'stream'] as const)(
  '%s: no first byte in time is a timeout',
  async (kind) => {
    const signals: AbortSignal[] = [];
    await using gateway = await startGateway((_request, { signal }) => {
      if (signal !== undefined) signals.push(signal);
      return new Promise(() => {});
    });
    const { chat } = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey, timeoutMs: 60 });

    const error = await failure(
      kind === 'complete' ? chat.complete(question) : chat.stream(question).final(),
    );

    expect(error).toMatchObject({ code: 'timeout', retryable: false });
    expect(error.message).toContain('60 ms');
    expect(gateway.seen).toHaveLength(1);
    await expect.poll(() => signals[0]?.aborted).toBe(true);
  },
);

test('the time limit ends with the first byte', async () => {
  await using gateway = await startGateway(async () =>
    (async function* () {
      const [first, ...rest] = answerChunks(['slow']);
      if (first) yield [first];
      await new Promise((resolve) => setTimeout(resolve, 300));
      yield rest;
    })(),
  );
  const { chat } = createHearth({ baseURL: gateway.baseURL, apiKey: callerKey, timeoutMs: 200 });

  const completion = await chat.stream(question).final();
  expect(completion.choices[0]?.message.content).toBe('slow');
});

test('no timer outlives its call: it would keep the process alive', async () => {
  const timeoutMs = 123_456;
  const running = new Set<unknown>();
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  vi.stubGlobal('setTimeout', (work: () => void, delay?: number) => {
    const timer = start(work, delay);
    if (delay === timeoutMs) running.add(timer);
    return timer;
  });
  vi.stubGlobal('clearTimeout', (timer?: NodeJS.Timeout) => {
    running.delete(timer);
    stop(timer);
  });
  await using gateway = await startGateway(({ seed }) =>
    seed === 1
      ? Promise.reject(new HearthError('budget_exceeded', 'Spent.'))
      : Promise.resolve(batchesOf(answerChunks(['ok']))),
  );
  const { chat } = client(gateway);

  for (const seed of [1, 2]) {
    await chat.complete({ ...question, seed }, { timeoutMs }).catch(() => {});
    await chat
      .stream({ ...question, seed }, { timeoutMs })
      .final()
      .catch(() => {});
  }
  vi.unstubAllGlobals();

  expect(gateway.seen).toHaveLength(4);
  expect(running.size).toBe(0);
});

test('a time limit too long for a timer is none', async () => {
  await using gateway = await startGateway(answering);
  const { chat } = client(gateway);

  for (const timeoutMs of [Number.POSITIVE_INFINITY, 2 ** 40]) {
    expect((await chat.complete(question, { timeoutMs })).id).toBe('chatcmpl-1');
  }
});

test('an abort of a single call is aborted with its reason, as on a stream', async () => {
  await using gateway = await startGateway((_request, { signal }) =>
    Promise.resolve(endless([], signal)),
  );
  const { chat } = client(gateway);
  for (const reason of [undefined, new Error('stop'), 'a word']) {
    const controller = new AbortController();
    const call = chat.complete(question, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    expect(await failure(call)).toMatchObject({
      code: 'aborted',
      cause: controller.signal.reason,
    });
  }
});

test("a proxy's page is unexpected_response with its status", async () => {
  await using proxy = await listen(createServer(page));
  const { chat } = client(proxy);

  for (const call of [chat.complete(question), chat.stream(question).final()]) {
    expect(await failure(call)).toMatchObject({
      code: 'unexpected_response',
      status: 502,
      requestId: 'req_edge',
      retryable: true,
    });
  }
});

test('a login page with status 200 is unexpected_response too', async () => {
  await using login = await listen(
    createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<form>');
    }),
  );

  const error = await failure(client(login).chat.complete(question));
  expect(error).toMatchObject({ code: 'unexpected_response', status: 200, retryable: false });
});

test("the HTTP shell's own refusal keeps its code, figures and wait", async () => {
  await using shell = await listen(
    createServer((_request, response) => {
      response.writeHead(503, {
        'content-type': 'application/json',
        'retry-after': '2',
        'retry-after-ms': '1500',
        'x-request-id': 'req_shell',
      });
      const error = { message: 'Stopping.', type: 'server_error', param: null };
      response.end(JSON.stringify({ error: { ...error, code: 'shutting_down', queued: 2 } }));
    }),
  );
  const { chat } = client(shell);

  for (const call of [chat.complete(question), chat.stream(question).final()]) {
    expect(await failure(call)).toMatchObject({
      code: 'shutting_down',
      status: 503,
      requestId: 'req_shell',
      retryable: true,
      retryAfterMs: 1500,
      figures: { queued: 2 },
    });
  }
});

test.each([
  [200, '{"result":'],
  [200, '{"status":"ok"}'],
  [404, '{"detail":"Not Found"}'],
] as const)(
  'JSON that is not an answer of Hearth is unexpected_response: %i %s',
  async (status, body) => {
    await using other = await listen(
      createServer((_request, response) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      }),
    );

    const error = await failure(client(other).chat.complete(question));
    expect(error).toMatchObject({ code: 'unexpected_response', retryable: false });
  },
);

test("a runtime's own time limit is a timeout, so that a long answer isn't asked for again", async () => {
  const cause = Object.assign(new Error('Headers Timeout Error'), {
    code: 'UND_ERR_HEADERS_TIMEOUT',
  });
  let attempts = 0;
  const fetch = async () => {
    attempts++;
    throw new TypeError('fetch failed', { cause });
  };

  const error = await failure(createHearth({ fetch }).chat.complete(question));

  expect(error).toMatchObject({ code: 'timeout', retryable: false });
  expect(attempts).toBe(1);
});

test('the brand holds across copies of the package', () => {
  const copy = Object.assign(new Error('from another copy'), {
    [Symbol.for('hearth.client-error')]: true,
  });

  expect(isHearthClientError(copy)).toBe(true);
  expect(isHearthClientError(new Error('plain'))).toBe(false);
  expect(isHearthClientError(null)).toBe(false);
});

test('a message without status, request id and wait has none of their marks', () => {
  const error = new HearthClientError({ code: 'aborted', detail: 'The call was aborted.' });
  expect(error.message).toBe('aborted: The call was aborted.');
});
