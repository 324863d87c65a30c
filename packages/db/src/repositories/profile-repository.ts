import { asc, eq, sql } from 'drizzle-orm';
import type { AuditEntry, ModelProfile, NewModelProfile, ProfileRepository } from '../ports.ts';
import { modelProfiles } from '../schema.ts';
import type { Database, Session } from '../session.ts';
import { writeAudit } from './audit-repository.ts';
import { onlyRow } from './only-row.ts';

async function get(database: Database, model: string): Promise<ModelProfile | null> {
  const rows = await database.select().from(modelProfiles).where(eq(modelProfiles.model, model));
  return rows[0] ?? null;
}

async function save(
  database: Database,
  profile: NewModelProfile,
  audit: AuditEntry,
): Promise<ModelProfile> {
  const { model, contextLength, keepAlive, warm, slots, think } = profile;
  const settings = { contextLength, keepAlive, warm, slots, think, updatedAt: sql`now()` };
  const rows = await database
    .insert(modelProfiles)
    .values({ model, ...settings })
    .onConflictDoUpdate({ target: modelProfiles.model, set: settings })
    .returning();
  await writeAudit(database, audit);
  return onlyRow(rows);
}

async function remove(
  database: Database,
  model: string,
  audit: AuditEntry,
): Promise<ModelProfile | null> {
  const rows = await database
    .delete(modelProfiles)
    .where(eq(modelProfiles.model, model))
    .returning();
  if (rows[0] === undefined) return null;
  await writeAudit(database, audit);
  return rows[0];
}

export function createProfileRepository(session: Session): ProfileRepository {
  return {
    list: () =>
      session.run((database) =>
        database.select().from(modelProfiles).orderBy(asc(modelProfiles.model)),
      ),
    get: (model) => session.run((database) => get(database, model)),
    save: (profile, audit) => session.transaction((database) => save(database, profile, audit)),
    remove: (model, audit) => session.transaction((database) => remove(database, model, audit)),
  };
}
