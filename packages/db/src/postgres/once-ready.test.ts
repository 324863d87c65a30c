import { expect, test } from 'vitest';
import { createOnceReady } from './once-ready.ts';

test('concurrent callers share an attempt, a failed one is made again, a good one stays', async () => {
  const outcomes = ['fails', 'works', 'works'];
  let attempts = 0;
  const ready = createOnceReady(async () => {
    attempts += 1;
    if (outcomes.shift() === 'fails') throw new Error('away');
  });
  const endings = await Promise.allSettled([ready.ensure(), ready.ensure()]);
  expect(endings.map((ending) => ending.status)).toEqual(['rejected', 'rejected']);
  expect(attempts).toBe(1);
  await Promise.all([ready.ensure(), ready.ensure()]);
  await ready.ensure();
  expect(attempts).toBe(2);
  ready.forget();
  await ready.ensure();
  expect(attempts).toBe(3);
});
