import { expect, test } from 'vitest';
import { createRandom } from '../figures/random.ts';
import { aims, planCalls } from './plan.ts';

const models = { busy: 'busy', calm: 'calm' };
const plan = (seed: number) => planCalls('wave', 300, { random: createRandom(seed), models });

test('the calls follow from the seed alone', () => {
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
});

test('every aim and every shape occurs, and each call has an id of its own', () => {
  const calls = plan(3);
  expect(new Set(calls.map(({ aim }) => aim))).toEqual(new Set(aims));
  expect(new Set(calls.map(({ shape }) => shape)).size).toBe(4);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
});
