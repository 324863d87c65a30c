export const ping: unique symbol = Symbol('ping');

interface Waiter<Item> {
  resolve(result: IteratorResult<Item | typeof ping, undefined>): void;
  reject(error: unknown): void;
}

/**
 * A stream that says `ping` whenever nothing came for `everyMs`, so that a proxy which cuts silent connections sees life
 * (Cloudflare ends an origin silent for 120 s with 524). The pull under way is kept: no item is lost or reordered. One timer
 * for the whole stream. Pull it one at a time, as `for await` does.
 */
export function withPing<Item>(
  source: AsyncIterable<Item>,
  everyMs: number,
): AsyncIterableIterator<Item | typeof ping, undefined, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let isPulling = false;
  let arrived: { readonly deliver: (waiter: Waiter<Item>) => void } | undefined;
  let waiter: Waiter<Item> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  function end(): void {
    ended = true;
    clearTimeout(timer);
  }

  function settle(deliver: (waiter: Waiter<Item>) => void): void {
    isPulling = false;
    const waiting = waiter;
    waiter = undefined;
    if (waiting === undefined) arrived = { deliver };
    else deliver(waiting);
  }

  function onResult(result: IteratorResult<Item>): void {
    if (result.done) end();
    settle(({ resolve }) => resolve(result.done ? { done: true, value: undefined } : result));
  }

  function onFault(error: unknown): void {
    end();
    settle(({ reject }) => reject(error));
  }

  function onSilence(): void {
    waiter?.resolve({ done: false, value: ping });
    waiter = undefined;
  }

  function wait(next: Waiter<Item>): void {
    if (arrived !== undefined) {
      arrived.deliver(next);
      arrived = undefined;
      return;
    }
    waiter = next;
    if (timer === undefined) timer = setTimeout(onSilence, everyMs);
    else timer.refresh();
    if (isPulling) return;
    isPulling = true;
    iterator.next().then(onResult, onFault);
  }

  const stream: AsyncIterableIterator<Item | typeof ping, undefined, undefined> = {
    [Symbol.asyncIterator]: () => stream,
    next() {
      if (ended && arrived === undefined) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => wait({ resolve, reject }));
    },
    async return() {
      end();
      waiter?.resolve({ done: true, value: undefined });
      waiter = undefined;
      // Not awaited: a source stuck in a pull answers `return` only after that pull.
      iterator.return?.().then(undefined, () => {});
      return { done: true, value: undefined };
    },
  };
  return stream;
}
