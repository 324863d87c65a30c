import { emptyMeter, type Meter, regained } from './meter.ts';

/** The two meters of one key, with the limits they were last read under. */
export interface KeyMeters {
  readonly requests: Meter;
  readonly tokens: Meter;
  readonly rpm: number | undefined;
  readonly tpm: number | undefined;
}

export interface KeyMeterStore {
  get(key: string): KeyMeters;
  set(key: string, meters: KeyMeters): void;
  readonly size: number;
}

export interface KeyMeterStoreOptions {
  /** The most keys remembered. */
  readonly maxKeys: number;
  readonly now: () => number;
}

const fresh: KeyMeters = {
  requests: emptyMeter,
  tokens: emptyMeter,
  rpm: undefined,
  tpm: undefined,
};

const fewestBeforeSweep = 256;

function isWhole({ requests, tokens, rpm = 0, tpm = 0 }: KeyMeters, now: number): boolean {
  return regained(requests, rpm, now).debt === 0 && regained(tokens, tpm, now).debt === 0;
}

const lastUse = ({ requests, tokens }: KeyMeters): number => Math.max(requests.at, tokens.at);

/**
 * A key whose limits are whole again is the same as one never seen, so it is forgotten; past `maxKeys` the longest unused
 * go, and their debt with them. Both happen in sweeps when the number of keys has doubled: a use costs one map access.
 */
export function createKeyMeterStore({ maxKeys, now }: KeyMeterStoreOptions): KeyMeterStore {
  const keys = new Map<string, KeyMeters>();
  let sweepAt = Math.min(fewestBeforeSweep, maxKeys);

  function forgetWhole(moment: number): void {
    for (const [key, meters] of keys) if (isWhole(meters, moment)) keys.delete(key);
  }

  function forgetLongestUnused(count: number): void {
    const byUse = [...keys].sort(([, a], [, b]) => lastUse(a) - lastUse(b));
    for (const [key] of byUse.slice(0, count)) keys.delete(key);
  }

  function sweep(): void {
    forgetWhole(now());
    // A tenth at once, so that a full store isn't sorted for each new key.
    if (keys.size >= maxKeys) forgetLongestUnused(Math.ceil(maxKeys / 10));
    sweepAt = Math.min(maxKeys, Math.max(fewestBeforeSweep, keys.size * 2));
  }

  return {
    get: (key) => keys.get(key) ?? fresh,
    set(key, meters) {
      if (!keys.has(key) && keys.size >= sweepAt) sweep();
      keys.set(key, meters);
    },
    get size() {
      return keys.size;
    },
  };
}
