export interface PrimedOptions {
  /** Milliseconds to wait for the first item before going on without it. No limit when absent. */
  readonly withinMs?: number;
}

const late = Symbol('late');

function timeLimit(withinMs: number): { expired: Promise<typeof late>; clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<typeof late>();
  const timer = setTimeout(resolve, withinMs, late);
  return { expired: promise, clear: () => clearTimeout(timer) };
}

async function firstOrLate<Item>(
  first: Promise<IteratorResult<Item>>,
  withinMs: number | undefined,
): Promise<void> {
  if (withinMs === undefined) {
    await first;
    return;
  }
  const limit = timeLimit(withinMs);
  try {
    await Promise.race([first, limit.expired]);
  } finally {
    limit.clear();
  }
}

/**
 * Pulls the first item and then gives the stream with it in front, so that a source that fails at once fails here, where a
 * true status can still be sent. When nothing came within `withinMs` the stream is given as it is and a later fault rides on it.
 */
export async function primed<Item>(
  source: AsyncIterable<Item>,
  options: PrimedOptions = {},
): Promise<AsyncIterableIterator<Item, undefined, undefined>> {
  const iterator = source[Symbol.asyncIterator]();
  const first = iterator.next();
  // The consumer may leave before it asks for the first item: then its rejection is nobody's.
  first.catch(() => {});
  await firstOrLate(first, options.withinMs);

  let pulled = false;
  const stream: AsyncIterableIterator<Item, undefined, undefined> = {
    [Symbol.asyncIterator]() {
      return stream;
    },
    async next() {
      // Noted before the wait: a second pull meanwhile must not get the first item too.
      const pull = pulled ? iterator.next() : first;
      pulled = true;
      const result = await pull;
      return result.done ? { done: true, value: undefined } : result;
    },
    async return() {
      // Not awaited: a source stuck in a pull answers `return` only after that pull.
      iterator.return?.().then(undefined, () => {});
      return { done: true, value: undefined };
    },
  };
  return stream;
}
