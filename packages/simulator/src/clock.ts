/** The simulator's only source of time; tests may pass their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch; fractions carry the nanoseconds of Ollama's metrics. */
  now(): number;
  /** Runs once after `delayMs`; the returned function cancels. A background timer keeps no process alive. */
  after(delayMs: number, run: () => void, background?: boolean): () => void;
}

/** Node fires timers above this delay at once (setTimeout keeps a signed 32-bit integer). */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs, run, background = false) {
    if (delayMs > longestTimerMs) return () => {};
    const timer = setTimeout(run, delayMs);
    if (background) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves with true once `delayMs` have passed, or with false as soon as the signal aborts. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  if (delayMs <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const departed = () => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', departed);
      resolve(true);
    });
    signal?.addEventListener('abort', departed, { once: true });
  });
}
