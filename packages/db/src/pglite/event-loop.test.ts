import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { pgliteTemplate } from '../../test/pglite-template.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { sampleUsage } from '../conformance/samples.ts';
import { openPglite } from './open-pglite.ts';

/** The longest time between two turns of this thread's event loop, as a part of all the time that `work` takes. */
async function longestPause(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let last = start;
  let longest = 0;
  const turn = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const turning = setInterval(turn, 1);
  await work();
  clearInterval(turning);
  turn();
  return longest / (last - start);
}

test('the event loop turns while a new database is initialised', { timeout: 60_000 }, async () => {
  using temporary = temporaryFolder();
  const pause = await longestPause(async () => {
    await using store = await openPglite({ folder: temporary.path });
    await store.check();
  });
  expect(pause).toBeLessThan(0.5);
});

test('this thread mostly waits while usage rows are written', { timeout: 60_000 }, async () => {
  await using store = await openPglite({ folder: 'memory', template: await pgliteTemplate() });
  const rows = Array.from({ length: 2_000 }, () => sampleUsage());
  await store.usage.record(rows.slice(0, 40));
  const before = performance.eventLoopUtilization();
  await store.usage.record(rows);
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});
