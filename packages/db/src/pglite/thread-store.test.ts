import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ending } from '../../test/ending.ts';
import { pgliteTemplate } from '../../test/pglite-template.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { watchWorkers } from '../../test/worker-watch.ts';
import { sampleAudit, sampleKey, sampleUsage } from '../conformance/samples.ts';
import type { Store } from '../ports.ts';
import { openPglite } from './open-pglite.ts';
import type { StoreThread } from './store-thread.ts';
import { createThreadStore } from './thread-store.ts';

const slow = { timeout: 60_000 };
const openFrom = async (folder: string) => openPglite({ folder, template: await pgliteTemplate() });
const window = { since: new Date(0) };

/** Writes rows one by one until a call fails; the ids whose writing was acknowledged go to `acknowledged`. */
async function writeUntilFailure(store: Store, acknowledged: string[]): Promise<void> {
  for (;;) {
    const row = sampleUsage();
    if ((await ending(store.usage.record([row]))) !== 'ok') return;
    acknowledged.push(row.requestId);
  }
}

test(
  'calls under way reject when the thread is killed; the next works and no acknowledged row is lost',
  slow,
  async () => {
    using temporary = temporaryFolder();
    using workers = watchWorkers();
    await using store = await openFrom(temporary.path);
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 8 }, () => writeUntilFailure(store, acknowledged));
    while (acknowledged.length < 100) await setImmediate();
    const batch = ending(store.usage.record(Array.from({ length: 4_000 }, () => sampleUsage())));
    await setImmediate();
    const killed = workers.last().terminate();
    expect(await batch).toBe('unavailable');
    await Promise.all([...writers, killed]);
    expect(await Promise.all([ending(store.check()), ending(store.keys.list())])).toEqual([
      'ok',
      'ok',
    ]);
    expect(workers.started).toHaveLength(2);
    const rows = await store.usage.rows({ ...window, limit: 100_000 });
    const ids = new Set(rows.map((row) => row.requestId));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  },
);

test('an error that nobody catches in the thread costs the calls under way', slow, async () => {
  using temporary = temporaryFolder();
  using workers = watchWorkers();
  await using store = await openFrom(temporary.path);
  workers.last().postMessage(null);
  const error: unknown = await store.check().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'StoreUnavailableError', cause: { name: 'TypeError' } });
  await store.check();
});

test('a database in memory whose thread has ended is unavailable for good', slow, async () => {
  using workers = watchWorkers();
  await using store = await openFrom('memory');
  await workers.last().terminate();
  expect(await ending(store.check())).toBe('unavailable');
  expect(await ending(store.audit.append(sampleAudit()))).toBe('unavailable');
  expect(workers.started).toHaveLength(1);
});

test('a thread that dies while it opens fails the opening and leaves no lock', slow, async () => {
  using temporary = temporaryFolder();
  process.once('worker', (worker) => void worker.terminate());
  expect(await ending(openFrom(temporary.path))).toBe('unavailable');
  expect(readdirSync(temporary.path).filter((name) => name.startsWith('lock.'))).toEqual([]);
  await using store = await openFrom(temporary.path);
  await store.check();
});

test('disposing ends the calls, the thread and the lock, in every state', slow, async () => {
  using temporary = temporaryFolder();
  using workers = watchWorkers();
  const busy = await openFrom(temporary.path);
  const answers = Array.from({ length: 20 }, () => ending(busy.keys.list()));
  await Promise.all([busy[Symbol.asyncDispose](), busy[Symbol.asyncDispose]()]);
  for (const answer of await Promise.all(answers)) expect(['ok', 'unavailable']).toContain(answer);
  expect(readdirSync(temporary.path)).toEqual(['data']);

  const dead = await openFrom(temporary.path);
  await workers.last().terminate();
  await dead[Symbol.asyncDispose]();
  expect(readdirSync(temporary.path)).toEqual(['data']);

  const restarting = await openFrom(temporary.path);
  await workers.last().terminate();
  const answer = ending(restarting.check());
  await restarting[Symbol.asyncDispose]();
  expect(['ok', 'unavailable']).toContain(await answer);
  expect(readdirSync(temporary.path)).toEqual(['data']);
  expect(workers.started.map((worker) => worker.threadId)).toEqual([-1, -1, -1, -1]);
});

test('a refused statement keeps its SQLSTATE, words that can not be sent are refused', async () => {
  await using store = await openFrom('memory');
  const key = sampleKey();
  await store.keys.create(key, sampleAudit());
  const again = store.keys.create({ ...sampleKey(), digest: key.digest }, sampleAudit());
  await expect(again).rejects.toMatchObject({ code: '23505' });
  const unsendable = sampleAudit({ after: () => {} });
  await expect(store.audit.append(unsendable)).rejects.toMatchObject({ name: 'DataCloneError' });
  await store.check();
});

test('a lost lock lets no call through, and no thread start', async () => {
  const lost = new AbortController();
  let starts = 0;
  const thread = { send: async () => [], isRunning: () => false, end: async () => {} };
  const start = async (): Promise<StoreThread> => {
    starts += 1;
    return thread;
  };
  const lock = { lost: lost.signal, release: () => {} };
  await using store = await createThreadStore({ lock, start, survives: true });
  lost.abort();
  expect(await ending(store.keys.list())).toBe('unavailable');
  expect(starts).toBe(1);
});

test('an open store keeps the process only until its calls are answered', slow, async () => {
  const script = fileURLToPath(new URL('../../test/leave-open.ts', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
  expect({ stdout, stderr }).toEqual({ stdout: 'answered\n', stderr: '' });
});
