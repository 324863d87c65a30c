import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPrefillEstimate } from './prefill-estimate.ts';

test('before anything is known the box is taken to be slow', () => {
  const { predictMs } = createPrefillEstimate();
  expect(predictMs('m', 10)).toBeGreaterThan(1_000);
  expect(predictMs('m', 1_000)).toBeGreaterThan(5_000);
});

test('it is never less than what a prompt of that size took a moment ago', () => {
  const sample = fc.record({
    tokens: fc.integer({ min: 1, max: 8_000 }),
    ms: fc.integer({ min: 0, max: 20_000 }),
  });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 4 }), (seen) => {
      const estimate = createPrefillEstimate();
      for (const { tokens, ms } of seen) estimate.learn('m', tokens, ms);
      for (const { tokens, ms } of seen)
        expect(estimate.predictMs('m', tokens)).toBeGreaterThanOrEqual(ms);
    }),
  );
});

test('a short prompt with a high fixed cost does not make a long one look endless', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 10, 300);
  estimate.learn('m', 4_000, 2_000);
  expect(estimate.predictMs('m', 3_000)).toBeLessThan(2_500);
});

test('a cached prompt, read in no time, does not hide what a cold one takes', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 1_000, 5_000);
  estimate.learn('m', 1_000, 20);
  expect(estimate.predictMs('m', 1_000)).toBeGreaterThanOrEqual(5_000);
});

test('a prompt longer than all that were seen is read at the pace of the longest', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 100, 200);
  expect(estimate.predictMs('m', 1_000)).toBeGreaterThanOrEqual(2_000);
});

test('old samples go, models are apart, and what teaches nothing is left out', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 0, 100);
  estimate.learn('m', 10, -5);
  expect(estimate.predictMs('m', 10)).toBeGreaterThan(1_000);
  estimate.learn('m', 10, 9_000);
  for (let call = 0; call < 16; call++) estimate.learn('m', 10, 100);
  expect(estimate.predictMs('m', 10)).toBeLessThan(500);
  expect(estimate.predictMs('other', 10)).toBeGreaterThan(1_000);
});

test('no prediction holds a slot for more than half a minute', () => {
  const estimate = createPrefillEstimate();
  estimate.learn('m', 1, 10_000);
  expect(estimate.predictMs('m', 100_000)).toBe(30_000);
});
