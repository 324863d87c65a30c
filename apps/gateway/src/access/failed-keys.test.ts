import { expect, test } from 'vitest';
import { createAccess } from './access.ts';
import { createFailedKeys } from './failed-keys.ts';

test('an address that sends many wrong keys is told to wait, another is not', () => {
  let now = 0;
  const failed = createFailedKeys(() => now);
  for (let attempt = 0; attempt < 100; attempt++) {
    failed.assertFew('10.0.0.1');
    failed.count('10.0.0.1');
  }
  expect(() => failed.assertFew('10.0.0.1')).toThrowError(
    expect.objectContaining({ code: 'too_many_failed_keys' }),
  );
  expect(() => failed.assertFew('10.0.0.2')).not.toThrow();
  now += 60_001;
  expect(() => failed.assertFew('10.0.0.1')).not.toThrow();
});

test('a valid key is let in from an address that guesses', async () => {
  const failedKeys = createFailedKeys();
  for (let attempt = 0; attempt < 200; attempt++) failedKeys.count('10.0.0.1');
  const record = {
    id: 'key_1',
    name: 'good',
    scopes: ['chat'],
    models: null,
    rpm: null,
    tpm: null,
    concurrency: null,
  };
  const access = createAccess({
    ring: { find: async () => record as never, forget: () => {} },
    failedKeys,
    keys: { touch: async () => {} } as never,
    onError: () => {},
  });
  expect((await access.authorize('hk_good', 'chat', '10.0.0.1')).keyId).toBe('key_1');
});
