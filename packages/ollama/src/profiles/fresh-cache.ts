interface FreshCacheOptions<Value> {
  readonly load: (key: string) => Promise<Value>;
  /** Milliseconds for which a value is good. */
  readonly ttlMs: number;
  /** The oldest value goes when there are more. */
  readonly maxEntries: number;
  readonly now?: (() => number) | undefined;
}

/** Values for a while. One load at a time for each key; a failed load isn't kept. */
interface FreshCache<Value> {
  get(key: string): Promise<Value>;
  peek(key: string): Value | undefined;
  forget(key?: string): void;
}

interface Entry<Value> {
  readonly value: Value;
  readonly loadedAt: number;
}

export function createFreshCache<Value>(options: FreshCacheOptions<Value>): FreshCache<Value> {
  const { load, ttlMs, maxEntries, now = () => performance.now() } = options;
  const entries = new Map<string, Entry<Value>>();
  const loads = new Map<string, Promise<Value>>();

  function peek(key: string): Value | undefined {
    const entry = entries.get(key);
    return entry !== undefined && now() - entry.loadedAt < ttlMs ? entry.value : undefined;
  }

  function keep(key: string, value: Value): void {
    entries.delete(key);
    entries.set(key, { value, loadedAt: now() });
    const oldest = entries.keys().next();
    if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
  }

  async function fill(key: string, started: { current?: Promise<Value> }): Promise<Value> {
    try {
      const value = await load(key);
      // Forgotten in the meantime: what was asked before that may be out of date.
      if (loads.get(key) === started.current) keep(key, value);
      return value;
    } finally {
      if (loads.get(key) === started.current) loads.delete(key);
    }
  }

  return {
    peek,
    async get(key) {
      const value = peek(key);
      if (value !== undefined) return value;
      const running = loads.get(key);
      if (running !== undefined) return running;
      const started: { current?: Promise<Value> } = {};
      started.current = fill(key, started);
      loads.set(key, started.current);
      return started.current;
    },
    forget(key) {
      if (key === undefined) {
        entries.clear();
        loads.clear();
      } else {
        entries.delete(key);
        loads.delete(key);
      }
    },
  };
}
