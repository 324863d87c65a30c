/** Tells everybody who watches. Costs nothing when nobody does. */
export interface EventHub<Event> {
  publish(event: Event): void;
  /** Events from this call on, until the iterator returns. */
  watch(): AsyncIterableIterator<Event, undefined, undefined>;
}

interface Watcher<Event> {
  readonly events: AsyncIterableIterator<Event, undefined, undefined>;
  push(event: Event): void;
}

const over = { done: true, value: undefined } as const;

/** Pulls that came before their event wait; events that came before their pull wait too, the oldest dropped past `capacity`. */
function createWatcher<Event>(capacity: number, onEnd: () => void): Watcher<Event> {
  let unread: Event[] = [];
  let pulls: ((result: IteratorResult<Event, undefined>) => void)[] = [];
  let ended = false;

  const events: AsyncIterableIterator<Event, undefined, undefined> = {
    [Symbol.asyncIterator]: () => events,
    async next() {
      if (ended) return over;
      if (unread.length === 0) return new Promise((resolve) => pulls.push(resolve));
      const [event] = unread.splice(0, 1);
      return event === undefined ? over : { done: false, value: event };
    },
    async return() {
      ended = true;
      onEnd();
      for (const resolve of pulls) resolve(over);
      pulls = [];
      unread = [];
      return over;
    },
  };

  function push(event: Event): void {
    const resolve = pulls.shift();
    if (resolve !== undefined) {
      resolve({ done: false, value: event });
      return;
    }
    if (unread.length === capacity) unread.shift();
    unread.push(event);
  }

  return { events, push };
}

export function createEventHub<Event>(capacity: number): EventHub<Event> {
  const watchers = new Set<Watcher<Event>>();
  return {
    publish(event) {
      for (const watcher of watchers) watcher.push(event);
    },
    watch() {
      const watcher = createWatcher<Event>(capacity, () => watchers.delete(watcher));
      watchers.add(watcher);
      return watcher.events;
    },
  };
}
