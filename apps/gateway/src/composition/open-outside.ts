import type { Store } from '@hearth/db';
import { chooseUpstream, type Upstream } from '../upstream/choose-upstream.ts';
import { closeAll } from './close-all.ts';
import type { ComposeOptions } from './composition.ts';
import { openStore } from './open-store.ts';

/** What lies outside of this process, or could. */
export interface Outside {
  readonly store: Store;
  readonly upstream: Upstream;
}

/** Both at once, since each takes seconds on a first start. When one can't be opened the other is closed again. */
export async function openOutside(options: ComposeOptions): Promise<Outside> {
  const opening = openStore(options.environment, options.home);
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
