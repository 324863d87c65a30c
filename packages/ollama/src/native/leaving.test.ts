import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  contentLine,
  doneLine,
  type SeenRequest,
  scriptedOllama,
} from '../../test/scripted-ollama.ts';
import { createOllama } from './create-ollama.ts';
import type { Ollama, OllamaReply } from './ollama.ts';

const hello = { model: 'm', messages: [{ role: 'user', content: 'hi' }] } as const;
const left = new Error('the caller has left');

async function boxThat(script: (request: SeenRequest) => void) {
  const server = await scriptedOllama(script);
  const ollama = createOllama({ url: server.url });
  return {
    server,
    ollama,
    async [Symbol.asyncDispose]() {
      await ollama[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const silent = () => {};
const endless = ({ response }: SeenRequest) => {
  response.write(contentLine('a'));
};

function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

async function countLines(reply: OllamaReply<unknown>): Promise<number> {
  let count = 0;
  for await (const batch of reply.batches) count += batch.length;
  return count;
}

function isQuiet(ollama: Ollama): void {
  expect(ollama.openSockets()).toBe(0);
}

describe('aborting', () => {
  test('before the call: nothing is sent', async () => {
    await using box = await boxThat(silent);
    const signal = AbortSignal.abort(left);
    expect(await reasonOf(box.ollama.chat(hello, { signal }))).toBe(left);
    isQuiet(box.ollama);
    expect(box.server.seen).toEqual([]);
  });

  test('in the turn of the call', async () => {
    await using box = await boxThat(silent);
    const caller = new AbortController();
    const call = reasonOf(box.ollama.chat(hello, { signal: caller.signal }));
    caller.abort(left);
    expect(await call).toBe(left);
    isQuiet(box.ollama);
  });

  test('before the first line: rejects once the server has seen the end', async () => {
    await using box = await boxThat(silent);
    const caller = new AbortController();
    const call = reasonOf(box.ollama.chat(hello, { signal: caller.signal }));
    const request = await box.server.request(0);
    let hasEnded = false;
    request.ended.then(() => {
      hasEnded = true;
    });
    caller.abort(left);
    expect(await call).toBe(left);
    expect(hasEnded).toBe(true);
    isQuiet(box.ollama);
  });

  test('in the middle of a stream: the pull rejects, and closed waits for the server', async () => {
    await using box = await boxThat(endless);
    const caller = new AbortController();
    const reply = await box.ollama.chat(hello, { signal: caller.signal });
    await reply.batches.next();
    const pull = reasonOf(reply.batches.next());
    caller.abort(left);
    expect(await pull).toBe(left);
    await reply.closed;
    expect(await box.server.seen[0]?.ended).toEqual({ whole: false });
    isQuiet(box.ollama);
  });

  test('a stream that was never pulled', async () => {
    await using box = await boxThat(endless);
    const caller = new AbortController();
    const reply = await box.ollama.chat(hello, { signal: caller.signal });
    caller.abort(left);
    await reply.closed;
    expect(await reasonOf(reply.batches.next())).toBe(left);
    isQuiet(box.ollama);
  });

  test('after the end: nothing happens, and the connection is kept', async () => {
    await using box = await boxThat(({ response }) => {
      response.end(contentLine('a') + doneLine);
    });
    const caller = new AbortController();
    const reply = await box.ollama.chat(hello, { signal: caller.signal });
    await reply.closed;
    caller.abort(left);
    expect(await countLines(reply)).toBe(2);
    await box.ollama.chat(hello);
    expect(box.server.connections()).toBe(1);
  });

  test('after the last line: the answer is there and stays', async () => {
    await using box = await boxThat(({ response }) => {
      response.write(contentLine('a') + doneLine);
    });
    const caller = new AbortController();
    const reply = await box.ollama.chat(hello, { signal: caller.signal });
    caller.abort(left);
    expect(await countLines(reply)).toBe(2);
    await reply.closed;
    isQuiet(box.ollama);
  });

  test('a call of one answer', async () => {
    await using box = await boxThat(silent);
    const caller = new AbortController();
    const call = reasonOf(box.ollama.embed({ model: 'm', input: 'x' }, { signal: caller.signal }));
    const request = await box.server.request(0);
    caller.abort(left);
    expect(await call).toBe(left);
    expect(await request.ended).toEqual({ whole: false });
    isQuiet(box.ollama);
  });

  test('at any turn of the event loop while the connection is being made', async () => {
    for (let turns = 0; turns < 12; turns++) {
      await using box = await boxThat(silent);
      const caller = new AbortController();
      const call = reasonOf(box.ollama.chat(hello, { signal: caller.signal }));
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      caller.abort(left);
      expect(await call).toBe(left);
      isQuiet(box.ollama);
    }
  });
});

describe('returning the iterator', () => {
  test('while a pull is stuck', async () => {
    await using box = await boxThat(endless);
    const reply = await box.ollama.chat(hello);
    await reply.batches.next();
    const pull = reply.batches.next();
    await reply.batches.return?.();
    expect(await pull).toEqual({ done: true, value: undefined });
    await reply.closed;
    expect(await box.server.seen[0]?.ended).toEqual({ whole: false });
    isQuiet(box.ollama);
  });

  test('by breaking out of a loop', async () => {
    await using box = await boxThat(endless);
    const reply = await box.ollama.chat(hello);
    for await (const _ of reply.batches) break;
    await reply.closed;
    expect(await box.server.seen[0]?.ended).toEqual({ whole: false });
    isQuiet(box.ollama);
  });

  test('before the first pull', async () => {
    await using box = await boxThat(endless);
    const reply = await box.ollama.chat(hello);
    await reply.batches.return?.();
    await reply.closed;
    isQuiet(box.ollama);
  });

  test('after the last line, though the answer has not ended yet, keeps the connection', async () => {
    await using box = await boxThat(({ response }) => {
      response.write(contentLine('a') + doneLine);
      setTimeout(() => response.end(), 50);
    });
    const reply = await box.ollama.chat(hello);
    await countLines(reply);
    await reply.batches.return?.();
    await reply.closed;
    expect(await box.server.seen[0]?.ended).toEqual({ whole: true });
    const again = await box.ollama.chat(hello);
    await again.batches.return?.();
    expect(box.server.connections()).toBe(1);
  });
});

test('closed waits for a server that is slow to let go, not for our own socket', async () => {
  const sockets: Socket[] = [];
  let hasLetGo = false;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('data', () => {
      const text = contentLine('a');
      socket.write(
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n`,
      );
    });
    socket.on('end', () => {
      setTimeout(() => {
        hasLetGo = true;
        socket.end();
      }, 100);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using ollama = createOllama({ url: `http://127.0.0.1:${port}` });
  const reply = await ollama.chat(hello);
  await reply.batches.return?.();
  await reply.closed;
  expect(hasLetGo).toBe(true);
  isQuiet(ollama);
  server.close();
});

test('a server that never lets go is cut off', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using ollama = createOllama({ url: `http://127.0.0.1:${port}`, lingerMs: 200 });
  const caller = new AbortController();
  const call = reasonOf(ollama.chat(hello, { signal: caller.signal }));
  setTimeout(() => caller.abort(left), 30);
  expect(await call).toBe(left);
  isQuiet(ollama);
  server.close();
});

test('a question does not wait for a server that never lets go', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using ollama = createOllama({ url: `http://127.0.0.1:${port}`, lingerMs: 60_000 });
  const caller = new AbortController();
  const question = reasonOf(ollama.version({ signal: caller.signal }));
  setTimeout(() => caller.abort(left), 30);
  expect(await question).toBe(left);
  server.close();
});

test('disposing ends what runs', async () => {
  await using server = await scriptedOllama(endless);
  const ollama = createOllama({ url: server.url });
  const reply = await ollama.chat(hello);
  await reply.batches.next();
  const pull = reasonOf(reply.batches.next());
  await ollama[Symbol.asyncDispose]();
  expect(await pull).toMatchObject({ code: 'shutting_down' });
  await reply.closed;
  isQuiet(ollama);
  expect(await reasonOf(ollama.chat(hello))).toMatchObject({ code: 'shutting_down' });
});

describe('slots that are given back when closed settles', () => {
  const slots = 6;

  /** Twenty lines, now and then after a silence; counts the calls that it works on. */
  async function countingBox() {
    let running = 0;
    let most = 0;
    const server = await scriptedOllama(async ({ response, ended }) => {
      most = Math.max(most, ++running);
      ended.then(() => running--);
      for (let sent = 0; sent < 20 && !response.destroyed; sent++) {
        response.write(contentLine('a'));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      response.end(doneLine);
    });
    return { server, most: () => most, running: () => running };
  }

  async function callAndLeave(ollama: Ollama, afterMs: number): Promise<void> {
    const caller = new AbortController();
    const timer = setTimeout(() => caller.abort(left), afterMs);
    try {
      const reply = await ollama.chat(hello, { signal: caller.signal });
      try {
        for await (const _ of reply.batches);
      } finally {
        await reply.closed;
      }
    } catch (error) {
      expect(error).toBe(left);
    } finally {
      clearTimeout(timer);
    }
  }

  test('never let the box see more calls than there are slots', async () => {
    const box = await countingBox();
    await using server = box.server;
    await using ollama = createOllama({ url: server.url });
    const moments = Array.from({ length: 200 }, (_, index) => (index * 7) % 45);
    async function oneSlot(): Promise<void> {
      for (let next = moments.pop(); next !== undefined; next = moments.pop()) {
        await callAndLeave(ollama, next);
      }
    }
    await Promise.all(Array.from({ length: slots }, oneSlot));
    expect(box.most()).toBe(slots);
    expect(ollama.openSockets()).toBe(0);
    while (box.running() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });
});
