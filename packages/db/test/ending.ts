import { isStoreUnavailable } from '../src/store-unavailable-error.ts';

/** How an answer ended: `ok`, `unavailable`, or another error. */
export function ending(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => 'ok',
    (error: unknown) => (isStoreUnavailable(error) ? 'unavailable' : error),
  );
}
