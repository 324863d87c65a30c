import { expect, test } from 'vitest';
import { isStoreUnavailable, StoreUnavailableError } from '../store-unavailable-error.ts';
import { receiveError, sendError } from './sent-error.ts';

const across = (thrown: unknown) => receiveError(structuredClone(sendError(thrown)));

test('an unavailable store stays one, with the message and the code of its cause', () => {
  const cause = Object.assign(new Error('no table'), { code: '42P01' });
  const error = across(new StoreUnavailableError('away', { cause }));
  expect(isStoreUnavailable(error)).toBe(true);
  expect(error).toMatchObject({ message: 'away', cause: { message: 'no table', code: '42P01' } });
});

test("a driver's error keeps its SQLSTATE, and its parameters stay where they are", () => {
  const refused = Object.assign(new Error('duplicate'), { code: '23505', params: ['secret'] });
  refused.name = 'error';
  const error = across(refused);
  expect(error).toMatchObject({ name: 'error', message: 'duplicate', code: '23505' });
  expect(error).not.toHaveProperty('params');
});

test('a built-in error stays an instance of its class', () => {
  expect(across(new TypeError('x'))).toBeInstanceOf(TypeError);
  expect(across(new RangeError('x'))).toBeInstanceOf(RangeError);
});

test("the other thread's stack does not pass for ours", () => {
  const error = new Error('x');
  error.stack = 'Error: x\n    at elsewhere';
  expect(across(error).stack).not.toContain('elsewhere');
});

test('what is no error becomes one, and a ring of causes ends', () => {
  expect(across('text')).toMatchObject({ name: 'Error', message: 'text' });
  const ring = new Error('ring');
  ring.cause = ring;
  expect(across(ring)).toMatchObject({ message: 'ring', cause: { message: 'ring' } });
});
