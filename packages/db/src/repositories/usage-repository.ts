import { and, desc, eq, sql } from 'drizzle-orm';
import type { UsageRepository, UsageRow, UsageRowsQuery } from '../ports.ts';
import { usageEvents } from '../schema.ts';
import type { Database, Session } from '../session.ts';
import { summariseUsage } from './usage-summary.ts';
import { usageValues } from './usage-values.ts';
import { inWindow } from './usage-window.ts';

/** 19 parameters a row: 200 rows stay far below the protocol's 65 535 parameters a statement. */
const rowsPerStatement = 200;

async function record(database: Database, rows: readonly UsageRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const values = rows.slice(start, start + rowsPerStatement).map(usageValues);
    await database.insert(usageEvents).values(values).onConflictDoNothing();
  }
}

/** Rows after the row of that request in the order of `listRows`; none when the id is unknown. */
function after(requestId: string) {
  const { startedAt, requestId: id } = usageEvents;
  return sql`(${startedAt}, ${id}) < (select ${startedAt}, ${id} from ${usageEvents} where ${eq(id, requestId)})`;
}

async function listRows(database: Database, query: UsageRowsQuery): Promise<readonly UsageRow[]> {
  return database
    .select()
    .from(usageEvents)
    .where(and(inWindow(query), query.before === undefined ? undefined : after(query.before)))
    .orderBy(desc(usageEvents.startedAt), desc(usageEvents.requestId))
    .limit(query.limit);
}

export function createUsageRepository(session: Session): UsageRepository {
  return {
    record: (rows) => session.run((database) => record(database, rows)),
    summary: (query) => session.run((database) => summariseUsage(database, query)),
    rows: (query) => session.run((database) => listRows(database, query)),
  };
}
