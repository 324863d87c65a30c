import { RequestError } from '../requests/request-error.ts';

/** Runs one load at a time, in order; refuses when too many wait. */
export interface LoadQueue {
  /** Resolves with undefined as soon as the caller leaves while it waits: its turn is skipped (server/sched.go). */
  run<T>(signal: AbortSignal, load: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** The text of server/sched.go ErrMaxQueue, with its two spaces. */
const busy = 'server busy, please try again.  maximum pending requests exceeded';

export function createLoadQueue(limit: number): LoadQueue {
  const waiting = new Set<() => Promise<void>>();
  let running = false;
  const work = async () => {
    if (running) return;
    running = true;
    for (const turn of waiting) {
      waiting.delete(turn);
      await turn();
    }
    running = false;
  };
  return {
    run(signal, load) {
      if (waiting.size >= limit) return Promise.reject(new RequestError(503, busy));
      return new Promise((resolve, reject) => {
        const departed = () => {
          waiting.delete(turn);
          resolve(undefined);
        };
        const turn = () => {
          signal.removeEventListener('abort', departed);
          return load().then(resolve, reject);
        };
        signal.addEventListener('abort', departed, { once: true });
        waiting.add(turn);
        void work();
      });
    },
  };
}
