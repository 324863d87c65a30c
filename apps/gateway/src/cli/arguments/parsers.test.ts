import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { momentMs } from './moment.ts';
import {
  listOf,
  parseExpiry,
  parseKeyName,
  parseLimit,
  parseMoment,
  parseNames,
  parseScopes,
} from './parsers.ts';

test('lists are split at commas, spaces and repetitions dropped', () => {
  expect(parseNames(' a , b:7b,,a')).toEqual(['a', 'b:7b']);
  expect(parseScopes('chat, admin:*')).toEqual(['chat', 'admin:*']);
});

test.each([
  [parseNames, ' , '],
  [parseScopes, 'chat,everything'],
  [parseScopes, ''],
  [listOf(['key', 'day']), 'hour'],
  [parseLimit, '0'],
  [parseLimit, '1.5'],
  [parseLimit, '1e3'],
  [parseLimit, '9999999999'],
  [parseKeyName, '   '],
  [parseKeyName, 'x'.repeat(101)],
  [parseExpiry, '90'],
  [parseExpiry, '0d'],
  [parseExpiry, 'tomorrow'],
  [parseMoment, 'yesterday'],
  [parseMoment, '2026-13-01'],
  [parseMoment, '-24h'],
])('%o refuses %j', (parse, text) => {
  expect(() => parse(text)).toThrow(InvalidArgumentError);
});

test('an expiry is a duration or never', () => {
  expect(['90d', '12h', 'never'].map(parseExpiry)).toEqual(['90d', '12h', 'never']);
});

test('a moment is a duration ago, a time, or the midnight (UTC) at which a date begins', () => {
  const now = Date.parse('2026-06-02T00:00:00Z');
  const moments = ['24h', '2026-06-01', '2026-06-01T02:00:00+02:00'].map(parseMoment);
  expect(moments.map((moment) => momentMs(moment, now))).toEqual(
    Array(3).fill(Date.parse('2026-06-01T00:00:00Z')),
  );
});
