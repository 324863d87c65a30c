import type { Store } from '@hearth/db';
import type { Environment } from '../env.ts';
import type { Home } from '../home/home.ts';

/**
 * The database of these settings. Each is imported only where it is used: PostgreSQL's driver is a heavy load for a process
 * that never speaks to one. Rejects with `StoreLockedError` when another process has the embedded one.
 */
export async function openStore(
  { databaseUrl }: Pick<Environment, 'databaseUrl'>,
  home: Home,
): Promise<Store> {
  if (databaseUrl === undefined) {
    const { openPglite } = await import('@hearth/db/pglite');
    return openPglite({ folder: home.databaseFolder });
  }
  const { openPostgres } = await import('@hearth/db/postgres');
  return openPostgres({ url: databaseUrl });
}
