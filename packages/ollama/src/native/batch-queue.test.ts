import { describe, expect, test } from 'vitest';
import { createBatchQueue } from './batch-queue.ts';

function queueOfNumbers(highWaterBytes = 100) {
  const events: string[] = [];
  const queue = createBatchQueue<number>({
    highWaterBytes,
    onFull: () => events.push('full'),
    onRoom: () => events.push('room'),
    onLeave: () => events.push('leave'),
  });
  return { queue, events };
}

const over = { done: true, value: undefined };

test('a waiting consumer gets each batch as it comes', async () => {
  const { queue } = queueOfNumbers();
  const pull = queue.batches.next();
  queue.push([1, 2], 10);
  expect(await pull).toEqual({ done: false, value: [1, 2] });
});

test('what came between two pulls is one batch', async () => {
  const { queue } = queueOfNumbers();
  queue.push([1], 10);
  queue.push([2, 3], 10);
  queue.end();
  expect(await queue.batches.next()).toEqual({ done: false, value: [1, 2, 3] });
  expect(await queue.batches.next()).toEqual(over);
});

test('full is said once, and room when it was taken', async () => {
  const { queue, events } = queueOfNumbers(15);
  queue.push([1], 10);
  queue.push([2], 10);
  queue.push([3], 10);
  expect(events).toEqual(['full']);
  await queue.batches.next();
  expect(events).toEqual(['full', 'room']);
});

describe('ending', () => {
  test('a failure comes after what was pushed before it, once', async () => {
    const { queue } = queueOfNumbers();
    queue.push([1], 10);
    queue.fail(new Error('broken'));
    queue.push([2], 10);
    expect(await queue.batches.next()).toEqual({ done: false, value: [1] });
    await expect(queue.batches.next()).rejects.toThrow('broken');
    expect(await queue.batches.next()).toEqual(over);
  });

  test('a failure reaches the pull under way, once', async () => {
    const { queue } = queueOfNumbers();
    const pull = queue.batches.next();
    queue.fail(new Error('broken'));
    await expect(pull).rejects.toThrow('broken');
    expect(await queue.batches.next()).toEqual(over);
  });

  test('cancelling drops what waits', async () => {
    const { queue } = queueOfNumbers();
    queue.push([1], 10);
    queue.cancel(new Error('left'));
    await expect(queue.batches.next()).rejects.toThrow('left');
  });

  test('returning ends the pull under way and says so once', async () => {
    const { queue, events } = queueOfNumbers();
    const pull = queue.batches.next();
    await queue.batches.return?.();
    await queue.batches.return?.();
    expect(await pull).toEqual(over);
    expect(events).toEqual(['leave']);
  });

  test('returning after the end is not leaving', async () => {
    const { queue, events } = queueOfNumbers();
    queue.end();
    await queue.batches.return?.();
    expect(events).toEqual([]);
  });
});
