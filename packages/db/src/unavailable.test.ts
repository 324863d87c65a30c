import { DrizzleQueryError } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { isStoreUnavailable, StoreUnavailableError } from './store-unavailable-error.ts';
import { toStoreError } from './unavailable.ts';

const coded = (code: unknown) => Object.assign(new Error('no'), { code });
const wrapped = (error: Error) => new DrizzleQueryError('select $1', ['secret'], error);

const faults = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];
const closings = ['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED'];
const states = [
  '08006',
  '28P01',
  '3D000',
  '53300',
  '53100',
  '57P01',
  '57P03',
  '57014',
  '25006',
  '58030',
];

test.each([...faults, ...closings, ...states])('%s means unavailable, with its cause', (code) => {
  const cause = coded(code);
  const error = toStoreError(wrapped(cause));
  expect(isStoreUnavailable(error)).toBe(true);
  expect(error).toMatchObject({ name: 'StoreUnavailableError', cause });
  expect(String(error)).toContain(code);
});

test.each([
  '23505',
  '23502',
  '22P05',
  '22021',
  '40001',
  '42601',
  'ERR_INVALID_ARG_TYPE',
  '',
  undefined,
  5,
])('%s is the answer of a database that is there', (code) => {
  const error = coded(code);
  expect(toStoreError(wrapped(error))).toBe(error);
});

test('a refused connection to several addresses means unavailable', () => {
  const error = new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]);
  expect(isStoreUnavailable(toStoreError(error))).toBe(true);
});

test('the parameters of a statement never reach a message', () => {
  for (const code of ['23505', 'ECONNRESET']) {
    const error = toStoreError(wrapped(coded(code)));
    expect(String(error) + JSON.stringify(error)).not.toContain('secret');
  }
});

test('an unavailable store stays the same error, and anything else passes', () => {
  const error = new StoreUnavailableError('away');
  expect(toStoreError(error)).toBe(error);
  for (const thrown of [undefined, null, 'text', new TypeError('x')]) {
    expect(toStoreError(thrown)).toBe(thrown);
    expect(isStoreUnavailable(thrown)).toBe(false);
  }
});
