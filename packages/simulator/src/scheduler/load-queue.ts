import { RequestError } from '../requests/request-error.ts';

/** Runs one load at a time, in order; refuses when too many wait. */
export interface LoadQueue {
  run<T>(signal: AbortSignal, load: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** The text of server/sched.go ErrMaxQueue, with its two spaces. */
const busy = 'server busy, please try again.  maximum pending requests exceeded';

export function createLoadQueue(limit: number): LoadQueue {
  let waiting = 0;
  let tail: Promise<unknown> = Promise.resolve();
  return {
    async run(signal, load) {
      if (waiting >= limit) throw new RequestError(503, busy);
      waiting += 1;
      const turn = tail.then(() => {
        waiting -= 1;
        return signal.aborted ? undefined : load();
      });
      tail = turn.catch(() => {});
      return turn;
    },
  };
}
