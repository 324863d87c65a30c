/** How a stream came to its end. `returned` = the consumer stopped early; `aborted` = the signal fired. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'returned' }
  | { readonly kind: 'aborted'; readonly reason: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface LeasedOptions {
  /** Called exactly once, whichever ending comes first, even when the stream was never pulled. */
  readonly onEnd: (ending: Ending) => void;
  /** Any of them ends the stream from outside: every pull under way rejects with its reason. */
  readonly signals?: readonly AbortSignal[] | undefined;
}

/**
 * Ties a resource to a stream. A plain async generator can't do it: `return()` on one that never started doesn't run its
 * `finally` (ECMA-262 §27.6.1.3), so a caller who leaves between the grant and the first pull would leak the resource.
 * Iterates once: a second call of the iterator method gives the same iterator.
 */
export function leased<Item>(
  source: AsyncIterable<Item>,
  { onEnd, signals = [] }: LeasedOptions,
): AsyncIterableIterator<Item, undefined, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  let aborted: { readonly reason: unknown } | undefined;
  const interrupts = new Set<(reason: unknown) => void>();

  function end(ending: Ending): boolean {
    if (ended) return false;
    ended = true;
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
    onEnd(ending);
    return true;
  }

  function closeSource(): void {
    // The source may be stuck in a pull: nobody waits for its return, and its rejection has nobody to tell.
    iterator.return?.().then(undefined, () => {});
  }

  // Listeners of our own, since AbortSignal.any costs as much as the rest of a short call.
  function onAbort(): void {
    const reason: unknown = signals.find((signal) => signal.aborted)?.reason;
    if (!end({ kind: 'aborted', reason })) return;
    aborted = { reason };
    for (const interrupt of interrupts) interrupt(reason);
    closeSource();
  }

  function pull(): Promise<IteratorResult<Item>> {
    if (signals.length === 0) return iterator.next();
    return new Promise((resolve, reject) => {
      interrupts.add(reject);
      const settled = () => interrupts.delete(reject);
      iterator.next().then(
        (result) => {
          settled();
          resolve(result);
        },
        (error: unknown) => {
          settled();
          reject(error);
        },
      );
    });
  }

  for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true });
  if (signals.some((signal) => signal.aborted)) queueMicrotask(onAbort);

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (aborted !== undefined) throw aborted.reason;
      if (ended) return { done: true, value: undefined };
      try {
        const result = await pull();
        if (!result.done) return result;
        end({ kind: 'done' });
        return { done: true, value: undefined };
      } catch (error) {
        if (end({ kind: 'failed', error })) closeSource();
        throw error;
      }
    },
    async return() {
      if (end({ kind: 'returned' })) closeSource();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      if (end({ kind: 'failed', error })) closeSource();
      throw error;
    },
  };
}
