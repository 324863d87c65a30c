import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HomeError, openHome } from './home.ts';
import { socketPath } from './socket-path.ts';

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'hearth-home-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const mode = (path: string) => statSync(path).mode & 0o777;

test('a new home is for its owner alone, and its pepper too', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'deep', 'home');
  const home = openHome(path);
  home.pepper();
  expect([home.isNew, mode(path), mode(join(path, 'pepper'))]).toEqual([true, 0o700, 0o600]);
});

test('the pepper stays the same, and another home has another', () => {
  using one = temporaryFolder();
  using other = temporaryFolder();
  const digest = (path: string) => openHome(path).pepper().digest('hk_x');
  expect(digest(one.path)).toBe(digest(one.path));
  expect(digest(one.path)).not.toBe(digest(other.path));
});

test.each(['', 'short', 'zz'.repeat(32)])('a damaged pepper is refused, never used: %j', (text) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'pepper'), text);
  expect(() => openHome(folder.path).pepper()).toThrow(HomeError);
});

test('a home that is a file says what to do', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'file');
  writeFileSync(path, '');
  chmodSync(path, 0o600);
  expect(() => openHome(path)).toThrow(/HEARTH_HOME/);
});

test('a socket path always fits into sockaddr_un, and is one for each home', () => {
  const long = `/var/${'deep/'.repeat(40)}home`;
  expect(socketPath('/home/a/.hearth', 'linux')).toBe('/home/a/.hearth/gateway.sock');
  expect(Buffer.byteLength(socketPath(long, 'linux'))).toBeLessThanOrEqual(100);
  expect(socketPath(long, 'linux')).not.toBe(socketPath(`${long}2`, 'linux'));
  expect(socketPath('C:\\hearth', 'win32')).toMatch(/^\\\\\.\\pipe\\hearth-/);
});
