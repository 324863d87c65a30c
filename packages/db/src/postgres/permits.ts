import { StoreUnavailableError } from '../store-unavailable-error.ts';

export interface Permits {
  /** Rejects with `StoreUnavailableError` when none came free in time. */
  take(): Promise<void>;
  giveBack(): void;
}

/** At most `count` holders at once, first come, first served. */
export function createPermits(count: number, waitMs: number): Permits {
  let free = count;
  const waiting = new Set<() => void>();

  function wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const grant = () => {
        clearTimeout(timer);
        waiting.delete(grant);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(grant);
        reject(new StoreUnavailableError(`All ${count} connections stayed busy for ${waitMs} ms`));
      }, waitMs);
      waiting.add(grant);
    });
  }

  return {
    async take() {
      if (free === 0) return wait();
      free -= 1;
    },
    giveBack() {
      const [next] = waiting;
      if (next === undefined) free += 1;
      else next();
    },
  };
}
