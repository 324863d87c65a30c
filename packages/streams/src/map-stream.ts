/** A stream with each item replaced. Nothing is pulled ahead; leaving it closes the source. */
export async function* mapStream<Item, Mapped>(
  source: AsyncIterable<Item>,
  map: (item: Item) => Mapped,
): AsyncGenerator<Mapped, void, undefined> {
  for await (const item of source) yield map(item);
}
