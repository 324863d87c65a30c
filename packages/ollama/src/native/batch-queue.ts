interface BatchQueueOptions {
  /** Bytes that may wait before the source is told to stop. */
  readonly highWaterBytes: number;
  readonly onFull: () => void;
  readonly onRoom: () => void;
  /** The consumer has left before the end. */
  readonly onLeave: () => void;
}

/** Between a source that pushes and a consumer that pulls. What waits is given as one batch. */
interface BatchQueue<Item> {
  push(items: Item[], bytes: number): void;
  end(): void;
  /** What was pushed before is still given. */
  fail(error: unknown): void;
  /** What was pushed before is dropped, unless the end has come already. */
  cancel(reason: unknown): void;
  readonly batches: AsyncIterableIterator<Item[], undefined, undefined>;
}

type Ending = { readonly error?: unknown; readonly failed: boolean };
type Waiter<Item> = PromiseWithResolvers<IteratorResult<Item[], undefined>>;

const finished = { done: true, value: undefined } as const;

/** Hand-written, because `return()` of an async generator waits for the pull under way, and a stuck pull is when it is needed. */
export function createBatchQueue<Item>(options: BatchQueueOptions): BatchQueue<Item> {
  let ready: Item[] = [];
  let readyBytes = 0;
  let full = false;
  let ending: Ending | undefined;
  const waiters: Waiter<Item>[] = [];

  function close(next: Ending): void {
    if (ending !== undefined) return;
    ending = next;
    const [first, ...others] = waiters.splice(0);
    if (next.failed) first?.reject(next.error);
    else first?.resolve(finished);
    for (const waiter of others) waiter.resolve(finished);
    if (next.failed && first !== undefined) ending = { failed: false };
  }

  function drop(): void {
    ready = [];
    readyBytes = 0;
  }

  function take(): IteratorResult<Item[], undefined> {
    const value = ready;
    drop();
    if (full) {
      full = false;
      options.onRoom();
    }
    return { done: false, value };
  }

  const batches: AsyncIterableIterator<Item[], undefined, undefined> = {
    [Symbol.asyncIterator]: () => batches,
    async next() {
      if (ready.length > 0) return take();
      if (ending?.failed) {
        const { error } = ending;
        ending = { failed: false };
        throw error;
      }
      if (ending !== undefined) return finished;
      const waiter = Promise.withResolvers<IteratorResult<Item[], undefined>>();
      waiters.push(waiter);
      return waiter.promise;
    },
    async return() {
      drop();
      const early = ending === undefined;
      close({ failed: false });
      if (early) options.onLeave();
      return finished;
    },
  };

  return {
    batches,
    push(items, bytes) {
      if (ending !== undefined) return;
      const waiter = waiters.shift();
      if (waiter !== undefined) return waiter.resolve({ done: false, value: items });
      ready.push(...items);
      readyBytes += bytes;
      if (full || readyBytes < options.highWaterBytes) return;
      full = true;
      options.onFull();
    },
    end: () => close({ failed: false }),
    fail: (error) => close({ failed: true, error }),
    cancel(reason) {
      if (ending !== undefined) return;
      drop();
      close({ failed: true, error: reason });
    },
  };
}
