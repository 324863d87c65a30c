import { expect, test } from 'vitest';
import { isStoreUnavailable } from '../store-unavailable-error.ts';
import { createPermits } from './permits.ts';

test('never more holders than permits, first come first served', async () => {
  const permits = createPermits(2, 10_000);
  const order: number[] = [];
  let holders = 0;
  const hold = async (name: number) => {
    await permits.take();
    holders += 1;
    expect(holders).toBeLessThanOrEqual(2);
    order.push(name);
    await Promise.resolve();
    holders -= 1;
    permits.giveBack();
  };
  await Promise.all(Array.from({ length: 20 }, (_, name) => hold(name)));
  expect(order).toEqual(Array.from({ length: 20 }, (_, name) => name));
});

test('one that waited too long is unavailable and takes no permit with it', async () => {
  const permits = createPermits(1, 5);
  await permits.take();
  expect(await permits.take().catch(isStoreUnavailable)).toBe(true);
  permits.giveBack();
  await permits.take();
});
