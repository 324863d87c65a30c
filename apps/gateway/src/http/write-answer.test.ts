import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { writeAnswer } from './write-answer.ts';

/** A server that answers every request as the test says. */
async function serve(answer: (response: ServerResponse) => Promise<void>) {
  const server = createServer((_request, response) => void answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const stream = (events: AsyncIterable<string>) =>
  ({
    kind: 'stream',
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    events,
  }) as const;

test('text has its length in bytes', async () => {
  const body = 'grüße 🔥';
  await using server = await serve((response) =>
    writeAnswer(
      response,
      { kind: 'text', status: 201, headers: { a: 'b' }, body },
      { 'x-request-id': 'r' },
    ),
  );
  const response = await fetch(server.url);
  expect(response.status).toBe(201);
  expect([...response.headers].map(([name]) => name)).toEqual(
    expect.arrayContaining(['a', 'x-request-id']),
  );
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(await response.text()).toBe(body);
});

test('ten megabytes arrive whole through back-pressure', async () => {
  const piece = 'x'.repeat(100_000);
  async function* events() {
    for (let at = 0; at < 100; at++) yield piece;
  }
  await using server = await serve((response) => writeAnswer(response, stream(events()), {}));
  const response = await fetch(server.url);
  expect((await response.text()).length).toBe(10_000_000);
});

test('a client that dies under back-pressure ends the stream', async () => {
  const ended = Promise.withResolvers<void>();
  async function* events() {
    try {
      while (true) yield 'x'.repeat(100_000);
    } finally {
      ended.resolve();
    }
  }
  const written = Promise.withResolvers<void>();
  await using server = await serve((response) =>
    writeAnswer(response, stream(events()), {}).finally(written.resolve),
  );
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(socket, 'readable');
  socket.destroy();
  await ended.promise;
  await written.promise;
});
