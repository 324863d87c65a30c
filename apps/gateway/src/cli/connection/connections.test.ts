import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateApiKey } from '../../access/api-key.ts';
import { readEnvironment } from '../../env.ts';
import { socketPath } from '../../home/socket-path.ts';
import { gatewayUrl } from './gateway-url.ts';
import { connectOverHttp } from './http-connection.ts';
import { connectToSocket } from './socket-connection.ts';

function temporaryHome() {
  const path = mkdtempSync(join(tmpdir(), 'hearth-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

async function listening(answer: RequestListener) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([
  [{}, 'http://127.0.0.1:7411'],
  [{ HEARTH_HOST: '0.0.0.0', HEARTH_PORT: '80' }, 'http://127.0.0.1:80'],
  [{ HEARTH_HOST: '::', HEARTH_PORT: '7500' }, 'http://[::1]:7500'],
  [{ HEARTH_HOST: 'box.local' }, 'http://box.local:7411'],
  [{ HEARTH_PORT: '0' }, undefined],
])('%j leads to %s', (environment, url) => {
  expect(gatewayUrl(readEnvironment(environment))).toBe(url);
});

test('nobody at the address: the sentence says both ways out', async () => {
  await expect(connectOverHttp('http://127.0.0.1:1', generateApiKey())).rejects.toMatchObject({
    code: 'no_gateway',
    message: expect.stringMatching(/http:\/\/127\.0\.0\.1:1\b.*npm start.*unset HEARTH_ADMIN_KEY/),
  });
});

test('a stranger at the address is recognised before it sees the key', async () => {
  await using stranger = await listening((_request, response) => response.end('hello'));
  await expect(connectOverHttp(stranger.url, generateApiKey())).rejects.toMatchObject({
    code: 'no_gateway',
    message: expect.stringContaining('is no Hearth gateway'),
  });
  expect(stranger.seen).toEqual([undefined]);
});

test('no socket, or one that a crash has left, means that no gateway runs', async () => {
  using home = temporaryHome();
  expect(await connectToSocket(home.path)).toBeUndefined();
  expect(await connectToSocket(join(home.path, 'not', 'there'))).toBeUndefined();
  if (process.platform === 'win32') return;
  writeFileSync(socketPath(home.path), '');
  expect(await connectToSocket(home.path)).toBeUndefined();
});

test('a gateway that breaks off in the middle of an answer is a clear failure', async () => {
  await using broken = await listening((request, response) => {
    if (request.url === '/livez') response.end('{"status":"alive"}');
    else response.destroy();
  });
  await using connection = await connectOverHttp(broken.url, generateApiKey());
  await expect(connection.keys.list()).rejects.toMatchObject({
    code: 'gateway_error',
    message: expect.stringContaining(broken.url),
  });
});
