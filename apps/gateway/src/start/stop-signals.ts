const signals = ['SIGINT', 'SIGTERM'] as const;

/** A terminal and `npm` both pass one Ctrl-C on, so a signal this soon after the first is the same one. */
const echoMs = 1_000;

export interface StopSignals {
  /** The first one: stop, and let running calls finish. */
  readonly first: Promise<NodeJS.Signals>;
  /** A later one: stop now. */
  readonly again: Promise<void>;
}

/** Listens for as long as the process lives: an unhandled second signal would kill it in the middle of its drain. */
export function stopSignals(): StopSignals {
  const first = Promise.withResolvers<NodeJS.Signals>();
  const again = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  function onSignal(signal: NodeJS.Signals): void {
    if (firstAt === undefined) {
      firstAt = performance.now();
      first.resolve(signal);
    } else if (performance.now() - firstAt > echoMs) again.resolve();
  }
  for (const signal of signals) process.on(signal, onSignal);
  return { first: first.promise, again: again.promise };
}
