import { isStoreUnavailable } from '@hearth/db';
import { HearthError } from '@hearth/wire';

function toAnswer(error: unknown): unknown {
  if (!isStoreUnavailable(error)) return error;
  const message = 'The database is away. Try again in a moment.';
  return new HearthError('store_unavailable', message, { cause: error });
}

/** A repository whose outages are answers: 503 `store_unavailable`, with a wait. For calls that a person or a script made. */
export function answering<Repository extends object>(repository: Repository): Repository {
  return new Proxy(repository, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...words: unknown[]) => {
        try {
          return await member.apply(target, words);
        } catch (error) {
          throw toAnswer(error);
        }
      };
    },
  });
}
