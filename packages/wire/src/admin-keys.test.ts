import { describe, expect, it } from 'vitest';
import { ApiKey, CreatedKey, KeyCreateRequest } from './admin-keys.ts';
import { parseWire } from './parse.ts';

const shown = {
  id: 'key_1',
  name: 'ci',
  hint: 'hk_abcde…wxyz',
  status: 'active',
  scopes: ['chat'],
  models: null,
  rpm: null,
  tpm: null,
  concurrency: null,
  createdAt: '2026-11-25T00:00:00.000Z',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
};

describe('a new key', () => {
  it('by default lasts 90 days, may do what a caller needs, and has no limit', () => {
    expect(parseWire(KeyCreateRequest, { name: '  ci  ' })).toEqual({
      name: 'ci',
      scopes: ['chat', 'embed', 'models'],
      expires: '90d',
    });
  });

  it('may be told everything', () => {
    const all = {
      name: 'ci',
      scopes: ['admin:read'],
      models: ['a:latest'],
      rpm: 60,
      tpm: 1000,
      concurrency: 2,
      expires: 'never',
    };
    expect(parseWire(KeyCreateRequest, all)).toEqual(all);
  });

  it('has default scopes of its own: changing them changes no other', () => {
    parseWire(KeyCreateRequest, { name: 'a' }).scopes.push('admin:*');
    expect(parseWire(KeyCreateRequest, { name: 'b' }).scopes).toEqual(['chat', 'embed', 'models']);
  });
});

describe('a key as it is shown', () => {
  it('never carries the key itself', () => {
    expect(ApiKey.parse({ ...shown, key: 'hk_secret', hash: 'x' })).toEqual(shown);
  });

  it('carries it only in the answer that made it', () => {
    expect(CreatedKey.parse({ ...shown, key: 'hk_secret' })).toEqual({
      ...shown,
      key: 'hk_secret',
    });
    expect(CreatedKey.safeParse(shown).success).toBe(false);
  });
});
