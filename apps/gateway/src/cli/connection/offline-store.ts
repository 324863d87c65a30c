import { randomUUID } from 'node:crypto';
import type { Actor } from '@hearth/api';
import type { Store } from '@hearth/db';
import { createKeyRing } from '../../access/key-ring.ts';
import { createKeys } from '../../access/keys.ts';
import type { Environment } from '../../env.ts';
import { type Home, openHome } from '../../home/home.ts';
import { createUsageReports } from '../../usage/usage-reports.ts';
import type { AdminConnection } from './admin-connection.ts';

/** Keys and usage, served by this process on the store itself. */
export type OfflineStore = Pick<AdminConnection, 'keys' | 'usage'> & AsyncDisposable;

/** A database is a heavy import: it is loaded by the commands that open one. */
async function openStore({ databaseUrl }: Environment, home: Home): Promise<Store> {
  if (databaseUrl === undefined) {
    const { openPglite } = await import('@hearth/db/pglite');
    return openPglite({ folder: home.databaseFolder });
  }
  const { openPostgres } = await import('@hearth/db/postgres');
  return openPostgres({ url: databaseUrl });
}

function localActor(): Actor {
  return { name: 'local command line', requestId: `cli_${randomUUID().replaceAll('-', '')}` };
}

/** Throws `HomeError`, `StoreLockedError`, or what the database throws. */
export async function openOfflineStore(environment: Environment): Promise<OfflineStore> {
  const home = openHome(environment.home);
  const pepper = home.pepper();
  const store = await openStore(environment, home);
  const ring = createKeyRing({ keys: store.keys, pepper });
  const keys = createKeys({ keys: store.keys, pepper, ring });
  return {
    keys: {
      create: (request) => keys.create(request, localActor()),
      list: keys.list,
      revoke: (id) => keys.revoke(id, localActor()),
    },
    // Nothing is recorded here, so nothing is pending either.
    usage: createUsageReports(store.usage, { flush: async () => {} }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
