import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from '../test/collect.ts';
import { createChunkLog, createReader } from './chunk-log.ts';

interface Numbered {
  readonly number: number;
}

const numbersOf = (batches: readonly (readonly number[])[]) => {
  const left = batches.map((batch) => batch.map((number) => ({ number })));
  return createChunkLog<Numbered>(async () => left.shift());
};

const reader = (log: ReturnType<typeof numbersOf>, leave = () => {}) =>
  createReader(log, { select: ({ number }) => number, stopped: () => false, leave });

test('every reader gets every item in order, however reads are interleaved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(), { maxLength: 4 })), async (batches) => {
      const log = numbersOf(batches);
      const together = await Promise.all([collect(reader(log)), collect(reader(log))]);
      for (const read of [...together, await collect(reader(log))]) {
        expect(read).toEqual(batches.flat());
      }
    }),
    { numRuns: 100 },
  );
});

test('reads asked for at once give different items, in order', async () => {
  const iterator = reader(numbersOf([[1], [2, 3]]));
  const results = await Promise.all([1, 2, 3, 4].map(() => iterator.next()));

  expect(results.map(({ value }) => value)).toEqual([1, 2, 3, undefined]);
});

test('a failure is the same error for every reader, after what had come', async () => {
  const cause = new Error('broken');
  const batches = [[{ number: 1 }]];
  const log = createChunkLog<Numbered>(async () => {
    const batch = batches.shift();
    if (batch === undefined) throw cause;
    return batch;
  });

  for (const iterator of [reader(log), reader(log)]) {
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    await expect(iterator.next()).rejects.toBe(cause);
    await expect(iterator.next()).rejects.toBe(cause);
  }
});

test('a reader that has left gets nothing more', async () => {
  let left = 0;
  const iterator = reader(numbersOf([[1, 2]]), () => {
    left++;
  });
  await iterator.next();
  await iterator.return?.();

  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  expect(left).toBe(1);
});
