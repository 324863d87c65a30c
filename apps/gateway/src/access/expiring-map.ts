export interface ExpiringMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

export interface ExpiringMapOptions {
  readonly maxEntries: number;
  /** Milliseconds an entry lives. */
  readonly ttlMs: number;
  readonly now?: () => number;
}

/** A bounded map whose entries end: the oldest goes when it is full. */
export function createExpiringMap<Value>(options: ExpiringMapOptions): ExpiringMap<Value> {
  const now = options.now ?? Date.now;
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.until > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, { value, until: now() + options.ttlMs });
      const oldest = entries.keys().next();
      if (entries.size > options.maxEntries && !oldest.done) entries.delete(oldest.value);
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
