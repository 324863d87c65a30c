import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { endStalledReaders } from './end-stalled-readers.ts';

/** A server that gives up on stalled readers soon; `answer` decides what it writes. */
async function serve(answer: (write: (text: string) => void) => void) {
  const closed = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    response.once('close', closed.resolve);
    answer((text) => response.write(text));
  });
  server.timeout = 100;
  endStalledReaders(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  return {
    socket,
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a reader that takes nothing is ended', async () => {
  await using server = await serve((write) => write('x'.repeat(20_000_000)));
  server.socket.pause();
  await server.closed;
});

test('a call that says nothing for long is left alone', async () => {
  const isOpen = Symbol('open');
  await using server = await serve((write) => setTimeout(write, 500, 'late'));
  const first = await Promise.race([once(server.socket, 'data'), server.closed]);
  expect(String(first)).toContain('late');
  expect(await Promise.race([server.closed, Promise.resolve(isOpen)])).toBe(isOpen);
});
