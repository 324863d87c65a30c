/** A source that gives what it is told, and shows what is asked of it. */
export interface ScriptedSource<Item> extends AsyncIterable<Item> {
  give(item: Item): void;
  finish(): void;
  fail(error: unknown): void;
  readonly pulls: number;
  readonly returns: number;
}

type Result<Item> = IteratorResult<Item, undefined>;

/** Stays stuck in a pull until something is given: also its `return` waits for that, as a generator's does. */
export function createScriptedSource<Item>(): ScriptedSource<Item> {
  const script: Promise<Result<Item>>[] = [];
  const waiting: PromiseWithResolvers<Result<Item>>[] = [];
  const seen = { pulls: 0, returns: 0 };
  let lastPull: Promise<unknown> = Promise.resolve();

  function add(result: Promise<Result<Item>>): void {
    result.catch(() => {});
    const pull = waiting.shift();
    if (pull === undefined) script.push(result);
    else pull.resolve(result);
  }

  const iterator: AsyncIterator<Item, undefined> = {
    next() {
      seen.pulls += 1;
      const ready = script.shift();
      if (ready !== undefined) return ready;
      const pull = Promise.withResolvers<Result<Item>>();
      waiting.push(pull);
      lastPull = pull.promise;
      return pull.promise;
    },
    async return() {
      seen.returns += 1;
      await lastPull;
      return { done: true, value: undefined };
    },
  };

  return {
    [Symbol.asyncIterator]: () => iterator,
    give: (value) => add(Promise.resolve({ done: false, value })),
    finish: () => add(Promise.resolve({ done: true, value: undefined })),
    fail: (error) => add(Promise.reject(error)),
    get pulls() {
      return seen.pulls;
    },
    get returns() {
      return seen.returns;
    },
  };
}

export async function* from<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

export async function toArray<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const pending = Symbol('pending');

/** The outcome without waiting for it: `undefined` while there is none. */
export async function outcomeSoFar<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  const turn = new Promise<typeof pending>((resolve) => setImmediate(resolve, pending));
  const first = await Promise.race([promise, turn]);
  return first === pending ? undefined : first;
}
