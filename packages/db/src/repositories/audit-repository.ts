import { desc, lt } from 'drizzle-orm';
import type { AuditEntry, AuditRecord, AuditRepository } from '../ports.ts';
import { auditLog } from '../schema.ts';
import type { Database, Session } from '../session.ts';
import { onlyRow } from './only-row.ts';

/** Written on the caller's own `database`, so that it stands or falls with the caller's transaction. */
export async function writeAudit(database: Database, entry: AuditEntry): Promise<AuditRecord> {
  const { actor, action, target, before, after, requestId } = entry;
  const values = { actor, action, target, before, after, requestId };
  return onlyRow(await database.insert(auditLog).values(values).returning());
}

export function createAuditRepository(session: Session): AuditRepository {
  return {
    append: (entry) => session.run((database) => writeAudit(database, entry)),
    list: ({ limit, before }) =>
      session.run((database) =>
        database
          .select()
          .from(auditLog)
          .where(before === undefined ? undefined : lt(auditLog.id, before))
          .orderBy(desc(auditLog.id))
          .limit(limit),
      ),
  };
}
