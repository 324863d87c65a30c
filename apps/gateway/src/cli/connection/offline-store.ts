import { randomUUID } from 'node:crypto';
import type { Actor } from '@hearth/api';
import { createKeyRing } from '../../access/key-ring.ts';
import { createKeys } from '../../access/keys.ts';
import { openStore } from '../../composition/open-store.ts';
import type { Environment } from '../../env.ts';
import { openHome } from '../../home/home.ts';
import { createUsageReports } from '../../usage/usage-reports.ts';
import type { AdminConnection } from './admin-connection.ts';

/** Keys and usage, served by this process on the store itself. */
export type OfflineStore = Pick<AdminConnection, 'keys' | 'usage'> & AsyncDisposable;

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
