import { HearthError } from '@hearth/wire';
import { createExpiringMap } from './expiring-map.ts';

const windowMs = 60_000;
const allowedFailures = 100;
const maxAddresses = 10_000;

/** Counts wrong keys by address, so that guessing is slow. */
export interface FailedKeys {
  /** Throws `HearthError` `too_many_failed_keys` for an address that has sent too many. */
  assertFew(address: string): void;
  count(address: string): void;
}

export function createFailedKeys(now: () => number = Date.now): FailedKeys {
  const failures = createExpiringMap<{ count: number; readonly until: number }>({
    maxEntries: maxAddresses,
    ttlMs: windowMs,
    now,
  });
  return {
    assertFew(address) {
      const entry = failures.get(address);
      if (entry === undefined || entry.count < allowedFailures) return;
      const message =
        'Too many wrong API keys came from this address. Wait, then send a valid one.';
      throw new HearthError('too_many_failed_keys', message, { retryAfterMs: entry.until - now() });
    },
    count(address) {
      const entry = failures.get(address);
      if (entry === undefined) failures.set(address, { count: 1, until: now() + windowMs });
      else entry.count++;
    },
  };
}
