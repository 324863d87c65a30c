import { expect, test } from 'vitest';
import { createPrefillEstimate } from './prefill-estimate.ts';

test('before anything is known it is a short grace, afterwards it follows what was seen', () => {
  const estimate = createPrefillEstimate();
  expect(estimate.predictMs('m', 1_000)).toBe(250);
  estimate.learn('m', 100, 200);
  expect(estimate.predictMs('m', 1_000)).toBe(2_000);
  for (let call = 0; call < 50; call++) estimate.learn('m', 100, 1_000);
  expect(estimate.predictMs('m', 1_000)).toBeGreaterThan(9_000);
});

test('a prompt of no tokens or a clock that ran backwards teaches nothing', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 0, 100);
  estimate.learn('m', 10, -5);
  expect(estimate.predictMs('m', 10)).toBe(250);
});

test('no prediction holds a slot for more than half a minute', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 1, 10_000);
  expect(estimate.predictMs('m', 100_000)).toBe(30_000);
});
