import type { Access, Principal } from '@hearth/api';
import type { KeyRecord, KeyRepository } from '@hearth/db';
import { canonicalModelName, grants, HearthError, isHearthError, type Scope } from '@hearth/wire';
import type { FailedKeys } from './failed-keys.ts';
import type { KeyRing } from './key-ring.ts';

export interface AccessOptions {
  readonly ring: KeyRing;
  readonly failedKeys: FailedKeys;
  readonly keys: KeyRepository;
  readonly onError: (error: unknown) => void;
  readonly now?: () => number;
}

const touchEveryMs = 60_000;

function toPrincipal(record: KeyRecord): Principal {
  return {
    keyId: record.id,
    keyName: record.name,
    scopes: record.scopes,
    models: record.models?.map(canonicalModelName) ?? null,
    rpm: record.rpm,
    tpm: record.tpm,
    concurrency: record.concurrency,
  };
}

function assertScope(principal: Principal, scope: Scope | null): void {
  if (scope === null || grants(principal.scopes, scope)) return;
  const has = principal.scopes.join(', ');
  throw new HearthError(
    'insufficient_scope',
    `This API key lacks the scope '${scope}' (it has: ${has}).`,
  );
}

/** Who may do what. */
export function createAccess(options: AccessOptions): Access {
  const { ring, failedKeys, keys, onError, now = Date.now } = options;
  const touched = new Map<string, number>();
  const principals = new WeakMap<KeyRecord, Principal>();

  /** Last use is written off the path of the call, at most once a minute and key. */
  function touch(id: string): void {
    const at = now();
    if (at - (touched.get(id) ?? 0) < touchEveryMs) return;
    touched.set(id, at);
    keys.touch(id, new Date(at)).catch(onError);
  }

  function principalOf(record: KeyRecord): Principal {
    const seen = principals.get(record);
    if (seen !== undefined) return seen;
    const principal = toPrincipal(record);
    principals.set(record, principal);
    return principal;
  }

  async function findRecord(token: string | undefined, address: string): Promise<KeyRecord> {
    try {
      return await ring.find(token);
    } catch (error) {
      if (token !== undefined && isHearthError(error) && error.code === 'invalid_api_key') {
        failedKeys.assertFew(address);
        failedKeys.count(address);
      }
      throw error;
    }
  }

  return {
    async authorize(token, scope, address) {
      const record = await findRecord(token, address);
      const principal = principalOf(record);
      assertScope(principal, scope);
      touch(record.id);
      return principal;
    },
  };
}
