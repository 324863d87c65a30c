import { randomUUID } from 'node:crypto';
import type { Keys } from '@hearth/api';
import type { KeyRecord, KeyRepository, NewKey } from '@hearth/db';
import {
  type ApiKey,
  durationMs,
  HearthError,
  type KeyCreateRequest,
  ownerScopes,
} from '@hearth/wire';
import { generateApiKey, keyHint } from './api-key.ts';
import type { KeyRing } from './key-ring.ts';
import type { Pepper } from './pepper.ts';

export interface KeysOptions {
  readonly keys: KeyRepository;
  readonly pepper: Pepper;
  readonly ring: KeyRing;
}

const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

function statusOf(record: KeyRecord): ApiKey['status'] {
  if (record.revokedAt !== null) return 'revoked';
  return record.expiresAt !== null && record.expiresAt.getTime() <= Date.now()
    ? 'expired'
    : 'active';
}

function toApiKey(record: KeyRecord): ApiKey {
  const { id, name, hint, scopes, models, rpm, tpm, concurrency } = record;
  return {
    id,
    name,
    hint,
    status: statusOf(record),
    scopes: [...scopes],
    models: models === null ? null : [...models],
    rpm,
    tpm,
    concurrency,
    createdAt: record.createdAt.toISOString(),
    expiresAt: isoOrNull(record.expiresAt),
    revokedAt: isoOrNull(record.revokedAt),
    lastUsedAt: isoOrNull(record.lastUsedAt),
  };
}

function identity(key: string, pepper: Pepper) {
  return {
    id: `key_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
    digest: pepper.digest(key),
    pepperId: pepper.id,
    hint: keyHint(key),
  };
}

function toNewKey(key: string, request: KeyCreateRequest, pepper: Pepper): NewKey {
  const expiresAt =
    request.expires === 'never' ? null : new Date(Date.now() + durationMs(request.expires));
  return {
    ...identity(key, pepper),
    name: request.name,
    scopes: request.scopes,
    models: request.models ?? null,
    rpm: request.rpm ?? null,
    tpm: request.tpm ?? null,
    concurrency: request.concurrency ?? null,
    expiresAt,
  };
}

/** The first key: everything an owner does, no limits, no end. */
export function toOwnerKey(key: string, pepper: Pepper): NewKey {
  return {
    ...identity(key, pepper),
    name: 'admin',
    scopes: ownerScopes,
    models: null,
    rpm: null,
    tpm: null,
    concurrency: null,
    expiresAt: null,
  };
}

export function createKeys({ keys, pepper, ring }: KeysOptions): Keys {
  return {
    async create(request, actor) {
      const key = generateApiKey();
      const newKey = toNewKey(key, request, pepper);
      const { id: target, digest: _, pepperId: __, ...after } = newKey;
      const audit = { actor: actor.name, action: 'keys.create', target, before: null, after };
      const record = await keys.create(newKey, { ...audit, requestId: actor.requestId });
      return { ...toApiKey(record), key };
    },
    async list() {
      return (await keys.list()).map(toApiKey);
    },
    async revoke(id, actor) {
      const change = { before: { status: 'active' }, after: { status: 'revoked' } };
      const audit = { actor: actor.name, action: 'keys.revoke', target: id, ...change };
      const record = await keys.revoke(id, { ...audit, requestId: actor.requestId });
      if (record === null)
        throw new HearthError(
          'not_found',
          `No key has the id '${id}'; \`hearth keys list\` shows them.`,
        );
      ring.forget(record.digest);
      return toApiKey(record);
    },
  };
}
