import type { Database } from '../session.ts';
import { isStoreUnavailable } from '../store-unavailable-error.ts';
import { toStoreError } from '../unavailable.ts';
import type { Connection } from './connection.ts';

/** A connection that failed to roll back is closed, which rolls back on the server. */
async function rollBack(connection: Connection): Promise<void> {
  try {
    await connection.command('rollback');
  } catch {
    connection.close();
  }
}

/**
 * Not `client.begin` of postgres.js: after the connection broke it still writes its rollback to it, which throws where nobody
 * can catch it (src/index.js `scope`, src/connection.js `nextWrite`).
 */
export async function inTransaction<Result>(
  connection: Connection,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  await connection.command('begin');
  try {
    const result = await work(connection.database);
    await connection.command('commit');
    return result;
  } catch (thrown) {
    if (isStoreUnavailable(toStoreError(thrown))) connection.close();
    else await rollBack(connection);
    throw thrown;
  }
}
