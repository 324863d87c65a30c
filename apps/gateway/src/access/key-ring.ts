import type { KeyRecord, KeyRepository } from '@hearth/db';
import { isStoreUnavailable } from '@hearth/db';
import { HearthError } from '@hearth/wire';
import { isWellFormedKey } from './api-key.ts';
import { createExpiringMap } from './expiring-map.ts';
import type { Pepper } from './pepper.ts';

export interface KeyRingOptions {
  readonly keys: KeyRepository;
  readonly pepper: Pepper;
  readonly now?: () => number;
}

/** Knows keys, also while the database is away. */
export interface KeyRing {
  /** The record of a key that may be used now. Throws `HearthError` `invalid_api_key` or `key_store_unavailable`. */
  find(key: string | undefined): Promise<KeyRecord>;
  /** Makes the next look-up ask the database. */
  forget(digest: string): void;
}

/** A revocation elsewhere is seen within this time. */
const freshMs = 5_000;
/** How long a key that was valid stays known while the database is away. */
const graceMs = 24 * 60 * 60 * 1_000;
const unknownMs = 30_000;
const maxKeys = 10_000;

const howToGetOne = 'make one with `hearth keys create --name <name>`';

function invalidKey(problem: string): HearthError {
  return new HearthError('invalid_api_key', `${problem}; ${howToGetOne}.`);
}

function assertUsable(record: KeyRecord, at: number): KeyRecord {
  if (record.revokedAt !== null) throw invalidKey('This API key was revoked');
  if (record.expiresAt !== null && record.expiresAt.getTime() <= at)
    throw invalidKey('This API key has expired');
  return record;
}

export function createKeyRing({ keys, pepper, now = Date.now }: KeyRingOptions): KeyRing {
  const fresh = createExpiringMap<KeyRecord>({ maxEntries: maxKeys, ttlMs: freshMs, now });
  const known = createExpiringMap<KeyRecord>({ maxEntries: maxKeys, ttlMs: graceMs, now });
  const unknown = createExpiringMap<true>({ maxEntries: maxKeys, ttlMs: unknownMs, now });
  const lookups = new Map<string, Promise<KeyRecord | undefined>>();

  function remember(digest: string, record: KeyRecord | null): KeyRecord | undefined {
    if (record === null) {
      known.delete(digest);
      unknown.set(digest, true);
      return undefined;
    }
    fresh.set(digest, record);
    known.set(digest, record);
    return record;
  }

  /** The database is away: a key that was valid goes on, and of any other nothing can be said, so never "invalid". */
  function fallBack(digest: string, error: unknown): KeyRecord {
    const record = isStoreUnavailable(error) ? known.get(digest) : undefined;
    if (record !== undefined) return record;
    if (!isStoreUnavailable(error)) throw error;
    const message = "This API key can't be checked: the database is away. Try again in a moment.";
    throw new HearthError('key_store_unavailable', message, { cause: error });
  }

  async function ask(digest: string): Promise<KeyRecord | undefined> {
    try {
      return remember(digest, await keys.findByDigest(digest));
    } catch (error) {
      return fallBack(digest, error);
    }
  }

  /** A thousand calls with one key are one question to the database. */
  function askOnce(digest: string): Promise<KeyRecord | undefined> {
    const underWay = lookups.get(digest);
    if (underWay !== undefined) return underWay;
    const lookup = ask(digest).finally(() => lookups.delete(digest));
    lookups.set(digest, lookup);
    return lookup;
  }

  return {
    async find(key) {
      if (key === undefined)
        throw invalidKey('No API key was sent (Authorization: Bearer hk_… or X-API-Key)');
      // A wrong checksum never reaches the database.
      if (!isWellFormedKey(key)) throw invalidKey('This is not an API key of Hearth');
      const digest = pepper.digest(key);
      const record = fresh.get(digest) ?? (unknown.get(digest) ? undefined : await askOnce(digest));
      if (record === undefined) throw invalidKey('This API key is unknown');
      return assertUsable(record, now());
    },
    forget(digest) {
      fresh.delete(digest);
      known.delete(digest);
      unknown.delete(digest);
    },
  };
}
