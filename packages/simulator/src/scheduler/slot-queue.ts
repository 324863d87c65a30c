/** The semaphore of one runner: a fixed number of slots and an unbounded first-in first-out queue. */
export interface SlotQueue {
  /** Resolves with a slot's index, or with undefined when the signal aborts first. Costs no tick when one is free. */
  take(signal: AbortSignal): number | Promise<number | undefined>;
  give(slot: number): void;
}

type Grant = (slot: number) => void;

/** Weighted semaphores of Go's x/sync serve waiters in order; so does this one. */
export function createSlotQueue(capacity: number): SlotQueue {
  const free = Array.from({ length: capacity }, (_, index) => capacity - 1 - index);
  const waiting = new Set<Grant>();
  const wait = (signal: AbortSignal) =>
    new Promise<number | undefined>((resolve) => {
      const departed = () => {
        waiting.delete(grant);
        resolve(undefined);
      };
      const grant: Grant = (slot) => {
        signal.removeEventListener('abort', departed);
        resolve(slot);
      };
      waiting.add(grant);
      signal.addEventListener('abort', departed, { once: true });
    });
  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      return free.pop() ?? wait(signal);
    },
    give(slot) {
      const [next] = waiting;
      if (!next) {
        free.push(slot);
        return;
      }
      waiting.delete(next);
      next(slot);
    },
  };
}
