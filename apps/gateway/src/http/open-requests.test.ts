import { expect, test } from 'vitest';
import { createOpenRequests } from './open-requests.ts';

test('it settles with the last request, and ending one twice counts once', async () => {
  const open = createOpenRequests();
  const [first, second] = [open.begin(), open.begin()];
  const settled = open.settled(60_000);
  first();
  first();
  expect(open.count).toBe(1);
  second();
  await settled;
  expect(open.count).toBe(0);
});

test('nothing under way is settled already, and patience ends', async () => {
  const open = createOpenRequests();
  await open.settled(60_000);
  open.begin();
  await open.settled(5);
  expect(open.count).toBe(1);
});
