import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerHeaders, remoteAddressOf, requestIdOf, tokenOf } from './request-facts.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

test('a harmless request id is kept, any other is replaced', () => {
  expect(requestIdOf({ 'x-request-id': 'abc_DEF-123' })).toBe('abc_DEF-123');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      expect(requestIdOf({ 'x-request-id': given })).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    }),
  );
});

test.each([
  [{ authorization: 'Bearer hk_1' }, 'hk_1'],
  [{ authorization: 'bearer   hk_1 ' }, 'hk_1'],
  [{ 'x-api-key': 'hk_2' }, 'hk_2'],
  [{ authorization: 'Bearer hk_1', 'x-api-key': 'hk_2' }, 'hk_1'],
  [{ authorization: 'Basic abc' }, undefined],
  [{}, undefined],
])('the key of %j is %s', (headers, token) => {
  expect(tokenOf(headers)).toBe(token);
});

test('CF-Connecting-IP is believed from loopback only', () => {
  const headers = { 'cf-connecting-ip': '203.0.113.9' };
  expect(remoteAddressOf(from('127.0.0.1', headers))).toBe('203.0.113.9');
  expect(remoteAddressOf(from('198.51.100.7', headers))).toBe('198.51.100.7');
  expect(remoteAddressOf(from('198.51.100.7', { 'x-forwarded-for': '1.2.3.4' }))).toBe(
    '198.51.100.7',
  );
});

test('facts become headers, and what is not known is not said', () => {
  expect(answerHeaders({})).toEqual({});
  expect(answerHeaders({ model: 'm', queueMs: 0, demo: true, rateHeaders: { a: 'b' } })).toEqual({
    'x-hearth-model': 'm',
    'x-hearth-queue-ms': '0',
    'x-hearth-upstream': 'demo',
    a: 'b',
  });
});
