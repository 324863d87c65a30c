import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const known = ['HEARTH_PORT', 'HEARTH_HOST', 'HEARTH_DEFAULT_MODEL'];

test.each([
  ['HEARTH_PROT', 'HEARTH_PORT'],
  ['HEARTH_HOTS', 'HEARTH_HOST'],
  ['HEARTH_DEFAULTMODEL', 'HEARTH_DEFAULT_MODEL'],
])('%s is near %s', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});

test('a name that resembles none gets no suggestion', () => {
  expect(nearestName('HEARTH_TELEMETRY_ENDPOINT', known)).toBeUndefined();
});
