/** Items pulled once and kept, so that every reader has the whole stream from its start. */
export interface ChunkLog<Item> {
  at(index: number): Item | undefined;
  /** Pulls once for all who wait. false at the end; rejects, each time with the same error, once a pull has failed. */
  more(): Promise<boolean>;
}

export function createChunkLog<Item>(
  pull: () => Promise<readonly Item[] | undefined>,
): ChunkLog<Item> {
  const items: Item[] = [];
  let pulling: Promise<boolean> | undefined;

  async function pullOnce(): Promise<boolean> {
    const batch = await pull();
    if (batch === undefined) return false;
    items.push(...batch);
    pulling = undefined;
    return true;
  }

  return {
    at: (index) => items[index],
    more() {
      pulling ??= pullOnce();
      return pulling;
    },
  };
}

export interface ReaderOptions<Item, Selected> {
  /** What a reader gives for an item; undefined leaves it out. */
  readonly select: (item: Item) => Selected | undefined;
  /** Whether what is left in the log is no longer to be given. */
  readonly stopped: () => boolean;
  /** Called when the reader goes before the end. */
  readonly leave: () => void;
}

/**
 * Not an async generator: its `return` would wait for the pull under way, so that a reader who leaves while the model is
 * silent would keep it at work (ECMA-262 §27.6.3.4, AsyncGeneratorEnqueue).
 */
export function createReader<Item extends object, Selected>(
  log: ChunkLog<Item>,
  { select, stopped, leave }: ReaderOptions<Item, Selected>,
): AsyncIterableIterator<Selected, undefined, undefined> {
  let index = 0;
  let left = false;

  function take(): Selected | undefined {
    for (let item = log.at(index); item !== undefined && !stopped(); item = log.at(index)) {
      index++;
      const selected = select(item);
      if (selected !== undefined) return selected;
    }
    return undefined;
  }

  async function next(): Promise<IteratorResult<Selected, undefined>> {
    try {
      while (!left) {
        const value = take();
        if (value !== undefined) return { done: false, value };
        if (!(await log.more())) break;
      }
    } catch (error) {
      if (!left) throw error;
    }
    return { done: true, value: undefined };
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    async return() {
      left = true;
      leave();
      return { done: true, value: undefined };
    },
  };
}
