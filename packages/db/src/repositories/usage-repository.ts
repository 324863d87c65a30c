import { and, desc, eq, sql } from 'drizzle-orm';
import type { UsageRepository, UsageRow, UsageRowsQuery } from '../ports.ts';
import { usageEvents } from '../schema.ts';
import type { Database, Session } from '../session.ts';
import { inBatches } from './usage-batches.ts';
import { insertUsage } from './usage-statement.ts';
import { summariseUsage } from './usage-summary.ts';
import { inWindow } from './usage-window.ts';

function record(session: Session, rows: readonly UsageRow[]): Promise<void> {
  return inBatches(rows, (batch) =>
    session.run(async (database) => void (await database.execute(insertUsage(batch)))),
  );
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
    record: (rows) => record(session, rows),
    summary: (query) => session.run((database) => summariseUsage(database, query)),
    rows: (query) => session.run((database) => listRows(database, query)),
  };
}
