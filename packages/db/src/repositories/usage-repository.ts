import { setImmediate } from 'node:timers/promises';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { UsageRepository, UsageRow, UsageRowsQuery } from '../ports.ts';
import { usageEvents } from '../schema.ts';
import type { Database, Session } from '../session.ts';
import { insertUsage } from './usage-statement.ts';
import { summariseUsage } from './usage-summary.ts';
import { inWindow } from './usage-window.ts';

/** PGlite runs a statement on the thread that relays the streams: this many rows stop them for one to two milliseconds. */
const rowsPerStatement = 40;

/** The event loop turns before each statement, also the first: calls of `record` may follow each other without a pause. */
async function record(session: Session, rows: readonly UsageRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await setImmediate();
    const some = rows.slice(start, start + rowsPerStatement);
    await session.run(async (database) => void (await database.execute(insertUsage(some))));
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
    record: (rows) => record(session, rows),
    summary: (query) => session.run((database) => summariseUsage(database, query)),
    rows: (query) => session.run((database) => listRows(database, query)),
  };
}
