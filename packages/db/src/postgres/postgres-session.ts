import { sql } from 'drizzle-orm';
import { migrate } from '../migrate.ts';
import type { Database, Session } from '../session.ts';
import { isStoreUnavailable, StoreUnavailableError } from '../store-unavailable-error.ts';
import { withTimeLimit } from '../time-limit.ts';
import { isMissingTable } from '../unavailable.ts';
import type { Connection } from './connection.ts';
import { createOnceReady } from './once-ready.ts';
import type { Pool } from './pool.ts';
import type { PostgresSettings } from './postgres-settings.ts';
import { inTransaction } from './transaction.ts';

/** Long enough for another replica to finish the same migrations. */
const migrationsMs = 60_000;

async function migrateSlowly(database: Database): Promise<void> {
  await database.execute(sql.raw(`set local statement_timeout = ${migrationsMs}`));
  await migrate(database);
}

async function prepare(pool: Pool): Promise<void> {
  try {
    await pool.use(migrationsMs, (connection) => inTransaction(connection, migrateSlowly));
  } catch (error) {
    if (isStoreUnavailable(error)) throw error;
    throw new StoreUnavailableError('The migrations of the database failed', { cause: error });
  }
}

/** Migrates at the first contact, whenever that is: the server may be away when the process starts. */
export function createPostgresSession(pool: Pool, { queryTimeoutMs }: PostgresSettings): Session {
  const schema = createOnceReady(() => prepare(pool));

  async function whenReady<Result>(
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    await withTimeLimit(queryTimeoutMs, schema.ensure());
    try {
      return await pool.use(queryTimeoutMs, work);
    } catch (error) {
      if (isMissingTable(error)) schema.forget();
      throw error;
    }
  }

  return {
    run: (work) => whenReady((connection) => work(connection.database)),
    transaction: (work) => whenReady((connection) => inTransaction(connection, work)),
  };
}
