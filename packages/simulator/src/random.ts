/** Seeded pseudo-random numbers: the same seed gives the same run, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
  /** One element; the list must not be empty. */
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}

/** Mulberry32: small, fast, and good enough for words and vectors. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: (list) => list[below(list.length)] ?? list[0] };
}

/** Hexadecimal text of the given length, derived from a name: stands in for SHA-256 digests. */
export function hexFrom(name: string, length: number): string {
  const random = createRandom(hashText(name));
  return Array.from({ length }, () => random.below(16).toString(16)).join('');
}
