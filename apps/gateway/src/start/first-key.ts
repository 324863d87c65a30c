import { isStoreUnavailable, type KeyRepository } from '@hearth/db';
import { generateApiKey } from '../access/api-key.ts';
import { toOwnerKey } from '../access/keys.ts';
import type { Pepper } from '../access/pepper.ts';
import { SettingsError } from '../env.ts';

export interface FirstKeyOptions {
  readonly keys: KeyRepository;
  readonly pepper: Pepper;
  /** `HEARTH_ADMIN_KEY`. */
  readonly adminKey: string | undefined;
}

const revoked = new SettingsError([
  {
    name: 'HEARTH_ADMIN_KEY',
    problem: 'names a key that was revoked',
    example: 'a new one, the output of `npm run hearth -- keys generate`',
  },
]);

/** Makes sure that an admin key exists. The key when this start has made it, to be shown once; otherwise undefined. */
async function ensureFirstKey(options: FirstKeyOptions): Promise<string | undefined> {
  const { keys, pepper, adminKey } = options;
  if (adminKey !== undefined) {
    const record = await keys.ensure(toOwnerKey(adminKey, pepper));
    if (record.revokedAt !== null) throw revoked;
    return undefined;
  }
  const key = generateApiKey();
  const record = await keys.createFirst(toOwnerKey(key, pepper));
  return record === null ? undefined : key;
}

const retryMs = 2_000;

/** Who is told of a first key that could not be made at once. */
export interface LateListener {
  readonly onKey: (key: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the first key, or makes sure of the one that `HEARTH_ADMIN_KEY` names. The key when one was made, to be shown once.
 * While the database is away it gives undefined and goes on trying in the background.
 */
export async function firstKey(
  options: FirstKeyOptions,
  late: LateListener,
): Promise<string | undefined> {
  try {
    return await ensureFirstKey(options);
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error;
    setTimeout(tryLater, retryMs, options, late).unref();
    return undefined;
  }
}

async function tryLater(options: FirstKeyOptions, late: LateListener): Promise<void> {
  try {
    const key = await firstKey(options, late);
    if (key !== undefined) late.onKey(key);
  } catch (error) {
    late.onError(error);
  }
}
