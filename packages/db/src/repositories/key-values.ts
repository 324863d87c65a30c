import type { NewKey } from '../ports.ts';
import type { apiKeys } from '../schema.ts';

/** Named one by one: a caller's object may carry more than the type says, such as the key itself. */
export function keyValues(key: NewKey): typeof apiKeys.$inferInsert {
  return {
    id: key.id,
    name: key.name,
    digest: key.digest,
    pepperId: key.pepperId,
    hint: key.hint,
    scopes: key.scopes,
    models: key.models,
    rpm: key.rpm,
    tpm: key.tpm,
    concurrency: key.concurrency,
    expiresAt: key.expiresAt,
  };
}
