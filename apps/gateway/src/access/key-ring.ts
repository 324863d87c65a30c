import { isStoreUnavailable, type KeyRecord, type KeyRepository } from '@hearth/db';
import { HearthError } from '@hearth/wire';
import { isWellFormedKey } from './api-key.ts';
import { createExpiringMap } from './expiring-map.ts';
import type { Pepper } from './pepper.ts';

export interface KeyRingOptions {
  readonly keys: Pick<KeyRepository, 'findByDigest'>;
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
/** How often the database is asked again while it is away. */
const awayMs = 1_000;
/** How long a known key waits for a slow database before it goes on without it. */
const patienceMs = 500;
const maxKeys = 10_000;

const howToGetOne = 'make one with `hearth keys create --name <name>`';

function invalidKey(problem: string): HearthError {
  return new HearthError('invalid_api_key', `${problem}; ${howToGetOne}.`);
}

function assertUsable(record: KeyRecord, at: number): KeyRecord {
  if (record.revokedAt !== null) throw invalidKey('This API key was revoked');
  if (record.expiresAt !== null && record.expiresAt.getTime() <= at) {
    throw invalidKey('This API key has expired');
  }
  return record;
}

/** Of an unknown key nothing can be said without the database, so never "invalid". */
function toLookupError(error: unknown): unknown {
  if (!isStoreUnavailable(error)) return error;
  const message = "This API key can't be checked: the database is away. Try again in a moment.";
  return new HearthError('key_store_unavailable', message, { cause: error });
}

async function orAfter<Value>(
  value: Promise<Value>,
  waitMs: number,
  fallback: Value,
): Promise<Value> {
  const { promise, resolve } = Promise.withResolvers<Value>();
  const timer = setTimeout(resolve, waitMs, fallback);
  try {
    return await Promise.race([value, promise]);
  } finally {
    clearTimeout(timer);
  }
}

export function createKeyRing({ keys, pepper, now = Date.now }: KeyRingOptions): KeyRing {
  const fresh = createExpiringMap<KeyRecord>({ maxEntries: maxKeys, ttlMs: freshMs, now });
  const known = createExpiringMap<KeyRecord>({ maxEntries: maxKeys, ttlMs: graceMs, now });
  const unknown = createExpiringMap<true>({ maxEntries: maxKeys, ttlMs: unknownMs, now });
  const digests = createExpiringMap<string>({ maxEntries: maxKeys, ttlMs: freshMs, now });
  const lookups = new Map<string, Promise<KeyRecord | undefined>>();
  let awayUntil = 0;

  /** A request asks twice, before and after its body, and an HMAC costs as much as the rest of its way in. */
  function digestOf(key: string): string {
    const seen = digests.get(key);
    if (seen !== undefined) return seen;
    // A wrong checksum never reaches the database.
    if (!isWellFormedKey(key)) throw invalidKey('This is not an API key of Hearth');
    const digest = pepper.digest(key);
    digests.set(key, digest);
    return digest;
  }

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

  async function ask(digest: string): Promise<KeyRecord | undefined> {
    try {
      const record = await keys.findByDigest(digest);
      awayUntil = 0;
      return remember(digest, record);
    } catch (error) {
      if (isStoreUnavailable(error)) awayUntil = now() + awayMs;
      throw toLookupError(error);
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

  /** A key that was valid goes on while the database is away or slow; its callers don't notice. */
  async function confirm(digest: string, record: KeyRecord): Promise<KeyRecord | undefined> {
    if (now() < awayUntil) return record;
    const lookup = askOnce(digest).catch(() => record);
    return orAfter<KeyRecord | undefined>(lookup, patienceMs, record);
  }

  async function lookUp(digest: string): Promise<KeyRecord | undefined> {
    if (unknown.get(digest)) return undefined;
    const record = known.get(digest);
    return record === undefined ? askOnce(digest) : confirm(digest, record);
  }

  return {
    async find(key) {
      if (key === undefined) {
        throw invalidKey('No API key was sent (Authorization: Bearer hk_… or X-API-Key)');
      }
      const digest = digestOf(key);
      const record = fresh.get(digest) ?? (await lookUp(digest));
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
