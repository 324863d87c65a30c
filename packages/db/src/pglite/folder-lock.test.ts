import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { thisHolder } from './holder.ts';
import { isStoreLocked } from './store-locked-error.ts';

function leaveLock(folder: string, content: unknown): string {
  const file = join(folder, 'lock.left');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const refusal = (error: unknown) => (isStoreLocked(error) ? error.pid : error);

test('of many that ask at once at most one gets the lock, and one can get it once they have gone', async () => {
  using folder = temporaryFolder();
  for (let round = 0; round < 5; round += 1) {
    const asked = Array.from({ length: 6 }, () => lockFolder(folder.path));
    const locks = await Promise.allSettled(asked);
    const got = locks.filter((lock) => lock.status === 'fulfilled');
    expect(got.length).toBeLessThanOrEqual(1);
    for (const { value } of got) value.release();
  }
  (await lockFolder(folder.path)).release();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('the same process may not open a folder twice', async () => {
  using folder = temporaryFolder();
  const lock = await lockFolder(folder.path);
  expect(await lockFolder(folder.path).catch(refusal)).toBe(process.pid);
  lock.release();
  lock.release();
});

test('a lock of a process that has gone is taken over', async () => {
  using folder = temporaryFolder();
  leaveLock(folder.path, { ...thisHolder(), pid: 2 ** 22 + 1 });
  (await lockFolder(folder.path)).release();
});

test('a pid that was given to a later process is not the holder', async () => {
  using folder = temporaryFolder();
  leaveLock(folder.path, { ...thisHolder(), started: 'long ago' });
  (await lockFolder(folder.path)).release();
});

test('a file that is no lock file locks nothing', async () => {
  using folder = temporaryFolder();
  for (const content of [null, 5, {}, { pid: 'x' }, { pid: 1.5, started: '', space: '' }]) {
    leaveLock(folder.path, content);
    (await lockFolder(folder.path)).release();
  }
});

test('a holder in another pid namespace counts as running while it touches its file', async () => {
  using folder = temporaryFolder();
  const file = leaveLock(folder.path, { pid: 1, started: '1', space: 'another container' });
  expect(await lockFolder(folder.path).catch(refusal)).toBe(1);
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(file, longAgo, longAgo);
  (await lockFolder(folder.path)).release();
});

test('a holder shows that it runs, and learns when its lock was taken away', async () => {
  using folder = temporaryFolder();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const lock = await lockFolder(folder.path);
  const [name] = readdirSync(folder.path);
  const file = join(folder.path, name ?? '');
  utimesSync(file, new Date(0), new Date(0));
  vi.advanceTimersByTime(5_000);
  expect(statSync(file).mtimeMs).toBeGreaterThan(0);
  expect(lock.lost.aborted).toBe(false);
  rmSync(file);
  vi.advanceTimersByTime(5_000);
  expect(lock.lost.aborted).toBe(true);
  lock.release();
  vi.useRealTimers();
});
