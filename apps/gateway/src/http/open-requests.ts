/** Counts the requests under way, so that a stop can wait for the last one. */
export interface OpenRequests {
  begin(): () => void;
  readonly count: number;
  /** Resolves when none is under way, or after `withinMs`. */
  settled(withinMs: number): Promise<void>;
}

export function createOpenRequests(): OpenRequests {
  let count = 0;
  let wake: (() => void) | undefined;

  function end(): void {
    count--;
    if (count === 0) wake?.();
  }

  return {
    begin() {
      count++;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        end();
      };
    },
    get count() {
      return count;
    },
    async settled(withinMs) {
      if (count === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const timer = setTimeout(resolve, withinMs);
      await promise;
      clearTimeout(timer);
    },
  };
}
