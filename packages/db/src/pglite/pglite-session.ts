import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import type { Session } from '../session.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import { toStoreError } from '../unavailable.ts';

/** PGlite runs one statement or transaction at a time and queues the others itself. */
export function createPgliteSession(client: PGlite): Session {
  const database = drizzle({ client, casing: 'snake_case' });

  async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (client.closed) throw new StoreUnavailableError('The database is closed');
    try {
      return await work();
    } catch (error) {
      if (client.closed)
        throw new StoreUnavailableError('The database is closed', { cause: error });
      throw toStoreError(error);
    }
  }

  return {
    run: (work) => guarded(() => work(database)),
    transaction: (work) => guarded(() => database.transaction(work)),
  };
}
