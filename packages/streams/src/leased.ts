/** How a stream came to its end. `returned` = the consumer stopped early; `aborted` = the signal fired. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'returned' }
  | { readonly kind: 'aborted'; readonly reason: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface LeasedOptions {
  /** Called exactly once, whichever ending comes first, even when the stream was never pulled. */
  readonly onEnd: (ending: Ending) => void;
  /** Ends the stream from outside: every pull under way rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Ties a resource to a stream. A plain async generator can't do it: `return()` on one that never started doesn't run its
 * `finally` (ECMA-262 §27.6.1.3), so a caller who leaves between the grant and the first pull would leak the resource.
 * Iterates once: a second call of the iterator method gives the same iterator.
 */
export function leased<Item>(
  source: AsyncIterable<Item>,
  { onEnd, signal }: LeasedOptions,
): AsyncIterableIterator<Item, undefined, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  const interrupts = new Set<(reason: unknown) => void>();

  function end(ending: Ending): boolean {
    if (ended) return false;
    ended = true;
    signal?.removeEventListener('abort', onAbort);
    onEnd(ending);
    return true;
  }

  function closeSource(): void {
    // The source may be stuck in a pull: nobody waits for its return, and its rejection has nobody to tell.
    iterator.return?.().then(undefined, () => {});
  }

  function onAbort(): void {
    const reason: unknown = signal?.reason;
    if (!end({ kind: 'aborted', reason })) return;
    for (const interrupt of interrupts) interrupt(reason);
    closeSource();
  }

  async function pull(): Promise<IteratorResult<Item>> {
    if (signal === undefined) return iterator.next();
    const { promise: interrupted, reject: interrupt } = Promise.withResolvers<never>();
    interrupts.add(interrupt);
    try {
      return await Promise.race([iterator.next(), interrupted]);
    } finally {
      interrupts.delete(interrupt);
    }
  }

  if (signal?.aborted) queueMicrotask(onAbort);
  else signal?.addEventListener('abort', onAbort, { once: true });

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (ended && signal?.aborted) throw signal.reason;
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
