import { sql } from 'drizzle-orm';
import type { Database } from './session.ts';

/** Two-part advisory locks share one space a database: the first part is Hearth's own, the ASCII of "HRTH". */
const hearth = 0x48525448;
const locks = { migrate: 1, firstKey: 2 } as const;

/** Waits for the lock and holds it until the transaction ends. Not a session lock: those break behind a transaction pooler. */
export async function holdLock(database: Database, name: keyof typeof locks): Promise<void> {
  await database.execute(sql`select pg_advisory_xact_lock(${hearth}::int, ${locks[name]}::int)`);
}
