import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { listenLocally } from './listen-locally.ts';

function temporaryHome() {
  const path = mkdtempSync(join(tmpdir(), 'hearth-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

function localServer() {
  const server = Fastify({ forceCloseConnections: true });
  return { server, [Symbol.asyncDispose]: () => server.close() };
}

test('the socket is for its owner alone, and one left behind by a crash is replaced', async () => {
  using home = temporaryHome();
  writeFileSync(join(home.path, 'gateway.sock'), '');
  await using local = localServer();
  await listenLocally(local.server, home.path);
  expect(statSync(join(home.path, 'gateway.sock')).mode & 0o777).toBe(0o600);
});

test('a second gateway on one home is refused, and the first keeps its socket', async () => {
  using home = temporaryHome();
  await using first = localServer();
  await using second = localServer();
  await listenLocally(first.server, home.path);
  await expect(listenLocally(second.server, home.path)).rejects.toThrow(
    /Another gateway already runs/,
  );
  expect(statSync(join(home.path, 'gateway.sock')).isSocket()).toBe(true);
});
