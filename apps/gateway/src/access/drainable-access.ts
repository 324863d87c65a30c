import type { Access } from '@hearth/api';
import { HearthError } from '@hearth/wire';

/** Lets nobody new in once the gateway stops: every procedure of both surfaces begins here. */
export function drainableAccess(access: Access, isDraining: () => boolean): Access {
  return {
    async authorize(...question) {
      if (!isDraining()) return access.authorize(...question);
      throw new HearthError('shutting_down', 'This gateway is stopping. Retry in a moment.');
    },
  };
}
