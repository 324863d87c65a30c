import * as z from 'zod';
import { callerScopes, Scope } from './access.ts';
import { Duration } from './duration.ts';

const Limit = z.int().min(1).max(1_000_000_000);

/** A new key. Expires after 90 days unless said otherwise; `never` is for the keys of machines that nobody can reach. */
export const KeyCreateRequest = z
  .object({
    name: z.string().trim().min(1).max(100),
    scopes: z
      .array(Scope)
      .min(1)
      .default([...callerScopes]),
    models: z.array(z.string().min(1).max(256)).min(1).max(100).nullish(),
    rpm: Limit.nullish(),
    tpm: Limit.nullish(),
    concurrency: Limit.nullish(),
    expires: z
      .union([Duration, z.literal('never')], {
        error: "expected a duration such as 90d, or 'never'",
      })
      .default('90d'),
  })
  .meta({ id: 'KeyCreateRequest' });
export type KeyCreateRequest = z.output<typeof KeyCreateRequest>;
export type KeyCreateInput = z.input<typeof KeyCreateRequest>;

/** A key as it may be shown: never the key itself, only its first 8 and last 4 characters. */
export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string(),
    status: z.enum(['active', 'expired', 'revoked']),
    scopes: z.array(z.string()),
    models: z.array(z.string()).nullable(),
    rpm: z.int().nullable(),
    tpm: z.int().nullable(),
    concurrency: z.int().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof ApiKey>;

/** The only answer that ever carries the key. */
export const CreatedKey = ApiKey.extend({ key: z.string() }).meta({ id: 'CreatedKey' });
export type CreatedKey = z.output<typeof CreatedKey>;

export const KeyList = z.object({ keys: z.array(ApiKey) });
export const KeyRevokeRequest = z.object({ id: z.string().min(1).max(64) });
