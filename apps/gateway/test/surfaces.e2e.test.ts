import type { Scope } from '@hearth/wire';
import { afterAll, describe, expect, test } from 'vitest';
import { generateApiKey } from '../src/access/api-key.ts';
import { entrances, knock } from './harness/inventory.ts';
import { startTestGateway } from './harness/test-gateway.ts';

const gateway = await startTestGateway();
afterAll(() => gateway[Symbol.asyncDispose]());

const keys = new Map<string, string>();

async function keyOf(scopes: readonly Scope[]): Promise<string> {
  const name = scopes.join('+');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const { key } = await gateway.keyWith({ name, scopes: [...scopes] });
  keys.set(name, key);
  return key;
}

/** Wrong keys are counted by address, and these tests send more than one address may. */
const from = (address: string) => ({ 'cf-connecting-ip': address });

const absent = [
  ['no key', null],
  ['an empty key', ''],
  ['a malformed key', 'sk-not-one-of-ours'],
  ['a key with a wrong checksum', `${generateApiKey().slice(0, -6)}zzzzzz`],
  ['an unknown key', generateApiKey()],
] as const;

describe.each(entrances.map((entrance) => [entrance.name, entrance] as const))(
  '%s',
  (_, entrance) => {
    test.each(absent)('refuses %s with 401', async (name, key) => {
      const headers = from(`192.0.2.${absent.findIndex(([each]) => each === name)}`);
      const answer = await gateway.send(entrance.path, { ...knock(entrance, key), headers });
      entrance.expectError(answer, { status: 401, code: 'invalid_api_key' });
    });

    test.each(entrance.wrongScopes.map((scopes) => [scopes.join(', '), scopes] as const))(
      'refuses a key with the scopes %s with 403',
      async (_name, scopes) => {
        const answer = await gateway.send(entrance.path, knock(entrance, await keyOf(scopes)));
        entrance.expectError(answer, { status: 403, code: 'insufficient_scope' });
      },
    );

    test('refuses a revoked key with 401', async () => {
      const { id, key } = await gateway.keyWith({ scopes: ['chat', 'embed', 'models', 'admin:*'] });
      await gateway.hearth.admin.keys.revoke({ id });
      const answer = await gateway.send(entrance.path, knock(entrance, key));
      entrance.expectError(answer, { status: 401, code: 'invalid_api_key' });
    });

    test('lets an owner past the door', async () => {
      const answer = await gateway.send(entrance.path, knock(entrance, gateway.key));
      expect([200, 400, 404]).toContain(answer.status);
      expect(answer.headers.get('x-request-id')).not.toBeNull();
    });

    test('takes the key as X-API-Key too', async () => {
      const headers = { 'x-api-key': gateway.key };
      const answer = await gateway.send(entrance.path, { ...knock(entrance, null), headers });
      expect([200, 400, 404]).toContain(answer.status);
    });
  },
);

test('too many wrong keys from one address are slowed down, and a valid key from there is not', async () => {
  const headers = from('198.51.100.7');
  const statuses = new Set<number>();
  for (let sent = 0; sent < 110; sent++) {
    const { status } = await gateway.send('/v1/models', { key: 'hk_wrong', headers });
    statuses.add(status);
  }
  expect([...statuses].sort()).toEqual([401, 429]);
  const refused = await gateway.send('/v1/models', { key: 'hk_wrong', headers });
  expect(refused.json()).toMatchObject({ error: { code: 'too_many_failed_keys', param: null } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const { status } = await gateway.send('/v1/models', { headers });
  expect(status).toBe(200);
});

test('a key may only use its own models, on both surfaces', async () => {
  const { key } = await gateway.keyWith({ models: ['some-other-model'] });
  const body = { model: gateway.chatModel, messages: [{ role: 'user', content: 'hi' }] };
  const rest = await gateway.send('/v1/chat/completions', { key, body });
  expect([rest.status, rest.json()]).toMatchObject([403, { error: { code: 'model_not_allowed' } }]);
  const trpc = await gateway.send('/trpc/chat.complete', { key, body: { json: body } });
  expect(trpc.status).toBe(403);
  const list = await gateway.send('/v1/models', { key });
  expect(list.json()).toEqual({ object: 'list', data: [] });
});
