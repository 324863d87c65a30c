export const ping: unique symbol = Symbol('ping');

/**
 * A stream that says `ping` whenever nothing came for `everyMs`, so that a proxy which cuts silent connections sees life
 * (Cloudflare ends an origin silent for 120 s with 524). The pull under way is kept: no item is lost or reordered.
 */
export async function* withPing<Item>(
  source: AsyncIterable<Item>,
  everyMs: number,
): AsyncGenerator<Item | typeof ping, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  try {
    let pull = iterator.next();
    while (true) {
      const { promise: silence, resolve } = Promise.withResolvers<typeof ping>();
      timer = setTimeout(resolve, everyMs, ping);
      const winner = await Promise.race([pull, silence]);
      clearTimeout(timer);
      if (winner === ping) {
        yield ping;
        continue;
      }
      if (winner.done) return;
      yield winner.value;
      pull = iterator.next();
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: a source stuck in a pull answers `return` only after that pull.
    iterator.return?.().then(undefined, () => {});
  }
}
