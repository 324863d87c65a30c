import { isStoreUnavailable, type KeyRepository } from '@hearth/db';
import { generateApiKey, isWellFormedKey } from '../access/api-key.ts';
import { toOwnerKey } from '../access/keys.ts';
import type { Pepper } from '../access/pepper.ts';
import { SettingsError } from '../env.ts';

export interface FirstKeyOptions {
  readonly keys: KeyRepository;
  readonly pepper: Pepper;
  /** `HEARTH_ADMIN_KEY`. */
  readonly adminKey: string | undefined;
}

/** Throws `SettingsError` for an admin key that isn't one: a typing error must not become a key that nobody can use. */
export function assertAdminKey(adminKey: string | undefined): void {
  if (adminKey === undefined || isWellFormedKey(adminKey)) return;
  throw new SettingsError([
    {
      name: 'HEARTH_ADMIN_KEY',
      problem: 'is not a well-formed key (hk_, 43 characters, _, a checksum of 6)',
      example: 'the output of `npm run hearth -- keys generate`',
    },
  ]);
}

/** Makes sure that an admin key exists. The key when this start has made it, to be shown once; otherwise undefined. */
async function ensureFirstKey({
  keys,
  pepper,
  adminKey,
}: FirstKeyOptions): Promise<string | undefined> {
  if (adminKey !== undefined) {
    await keys.ensure(toOwnerKey(adminKey, pepper));
    return undefined;
  }
  const key = generateApiKey();
  const record = await keys.createFirst(toOwnerKey(key, pepper));
  return record === null ? undefined : key;
}

const retryMs = 2_000;

export interface FirstKey {
  /** Undefined when none was made, or when the database is still away. */
  readonly key: string | undefined;
  /** Whether it is settled; otherwise it is tried again until the database answers. */
  readonly settled: boolean;
}

/** As `ensureFirstKey`; while the database is away it goes on trying in the background and tells `onLate` in the end. */
export async function firstKey(
  options: FirstKeyOptions,
  onLate: (key: string | undefined) => void,
): Promise<FirstKey> {
  try {
    return { key: await ensureFirstKey(options), settled: true };
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error;
    retryLater(options, onLate);
    return { key: undefined, settled: false };
  }
}

function retryLater(options: FirstKeyOptions, onLate: (key: string | undefined) => void): void {
  const timer = setTimeout(async () => {
    const result = await firstKey(options, onLate);
    if (result.settled) onLate(result.key);
  }, retryMs);
  timer.unref();
}
