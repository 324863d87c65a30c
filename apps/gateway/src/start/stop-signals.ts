const signals = ['SIGINT', 'SIGTERM'] as const;

/** A terminal and `npm` both pass one Ctrl-C on, so a signal this soon after the first is the same one. */
const echoMs = 1_000;
/** Measured: the second of a pair comes up to 30 ms later. */
const quietMs = 250;

export interface StopSignals {
  /** The first one: stop, and let running calls finish. */
  readonly first: Promise<NodeJS.Signals>;
  /** A later one: stop now. */
  readonly again: Promise<void>;
  /** Resolves when the echo of the first one has passed, so that it can't hit a process that has just said goodbye. */
  readonly quiet: Promise<void>;
}

/** Listens for as long as the process lives: an unhandled second signal would kill it in the middle of its drain. */
export function stopSignals(): StopSignals {
  const first = Promise.withResolvers<NodeJS.Signals>();
  const again = Promise.withResolvers<void>();
  const quiet = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  function onSignal(signal: NodeJS.Signals): void {
    if (firstAt === undefined) {
      firstAt = performance.now();
      first.resolve(signal);
      setTimeout(quiet.resolve, quietMs);
    } else if (performance.now() - firstAt > echoMs) again.resolve();
  }
  for (const signal of signals) process.on(signal, onSignal);
  return { first: first.promise, again: again.promise, quiet: quiet.promise };
}
