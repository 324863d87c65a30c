import { and, desc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { holdLock } from '../advisory-lock.ts';
import type { AuditEntry, KeyRecord, KeyRepository, NewKey } from '../ports.ts';
import { apiKeys } from '../schema.ts';
import type { Database, Session } from '../session.ts';
import { writeAudit } from './audit-repository.ts';
import { keyValues } from './key-values.ts';
import { onlyRow } from './only-row.ts';

const touchEveryMs = 60_000;

async function findByDigest(database: Database, digest: string): Promise<KeyRecord | null> {
  const rows = await database.select().from(apiKeys).where(eq(apiKeys.digest, digest)).limit(1);
  return rows[0] ?? null;
}

async function insertKey(database: Database, key: NewKey): Promise<KeyRecord> {
  return onlyRow(await database.insert(apiKeys).values(keyValues(key)).returning());
}

async function create(database: Database, key: NewKey, audit: AuditEntry): Promise<KeyRecord> {
  const record = await insertKey(database, key);
  await writeAudit(database, audit);
  return record;
}

/** The lock makes the look and the insert one step among replicas: a plain transaction would let two of them see no key. */
async function createFirst(database: Database, key: NewKey): Promise<KeyRecord | null> {
  await holdLock(database, 'firstKey');
  const admins = await database
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(sql`${apiKeys.scopes} @> ${'["admin:*"]'}::jsonb`)
    .limit(1);
  return admins.length > 0 ? null : insertKey(database, key);
}

async function ensure(database: Database, key: NewKey): Promise<KeyRecord> {
  const inserted = await database
    .insert(apiKeys)
    .values(keyValues(key))
    .onConflictDoNothing({ target: apiKeys.digest })
    .returning();
  const stored = inserted[0] ?? (await findByDigest(database, key.digest));
  if (stored === null) throw new Error('a key vanished between two statements');
  return stored;
}

async function revoke(
  database: Database,
  id: string,
  audit: AuditEntry,
): Promise<KeyRecord | null> {
  const revoked = await database
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning();
  if (revoked[0] !== undefined) {
    await writeAudit(database, audit);
    return revoked[0];
  }
  const known = await database.select().from(apiKeys).where(eq(apiKeys.id, id));
  return known[0] ?? null;
}

/** One statement decides, so that replicas don't need to agree on who wrote last. */
async function touch(database: Database, id: string, at: Date): Promise<void> {
  const due = new Date(at.getTime() - touchEveryMs);
  await database
    .update(apiKeys)
    .set({ lastUsedAt: at })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, due))));
}

export function createKeyRepository(session: Session): KeyRepository {
  return {
    findByDigest: (digest) => session.run((database) => findByDigest(database, digest)),
    create: (key, audit) => session.transaction((database) => create(database, key, audit)),
    createFirst: (key) => session.transaction((database) => createFirst(database, key)),
    ensure: (key) => session.run((database) => ensure(database, key)),
    list: () =>
      session.run((database) =>
        database.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)),
      ),
    revoke: (id, audit) => session.transaction((database) => revoke(database, id, audit)),
    touch: (id, at) => session.run((database) => touch(database, id, at)),
  };
}
