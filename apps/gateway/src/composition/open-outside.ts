import type { Store } from '@hearth/db';
import { openPglite } from '@hearth/db/pglite';
import { openPostgres } from '@hearth/db/postgres';
import { chooseUpstream, type Upstream } from '../upstream/choose-upstream.ts';
import { closeAll } from './close-all.ts';
import type { ComposeOptions } from './composition.ts';

/** What lies outside of this process, or could. */
export interface Outside {
  readonly store: Store;
  readonly upstream: Upstream;
}

async function openStore({ environment, home }: ComposeOptions): Promise<Store> {
  const { databaseUrl } = environment;
  if (databaseUrl === undefined) return openPglite({ folder: home.databaseFolder });
  return openPostgres({ url: databaseUrl });
}

/** Both at once, since each takes seconds on a first start. When one can't be opened the other is closed again. */
export async function openOutside(options: ComposeOptions): Promise<Outside> {
  const opening = openStore(options);
  const choosing = chooseUpstream(options.environment);
  try {
    const [store, upstream] = await Promise.all([opening, choosing]);
    return { store, upstream };
  } catch (error) {
    const settled = await Promise.allSettled([opening, choosing]);
    const opened = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await closeAll(opened, options.log);
    throw error;
  }
}
