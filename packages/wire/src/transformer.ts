import superjson, { type SuperJSONResult } from 'superjson';

/**
 * superjson refuses to serialise a key named `constructor`, `prototype` or `__proto__` (its defence against prototype
 * pollution) by throwing, which would fail the whole batch. Such a value goes as plain JSON instead: nothing that Hearth sends
 * needs more than JSON.
 */
function serialize(value: unknown): SuperJSONResult {
  try {
    return superjson.serialize(value);
  } catch {
    return { json: JSON.parse(JSON.stringify(value)) };
  }
}

/** Plain JSON needs no second walk, and superjson's would lose an own key named `__proto__`. */
function deserialize(value: SuperJSONResult): unknown {
  return value.meta === undefined ? value.json : superjson.deserialize(value);
}

/**
 * The transformer of both ends of `/trpc`. What the server answers is JSON by its schemas, so it goes as it is, in the envelope
 * that superjson reads: walking each chunk of a stream with superjson would be half of the work of sending it.
 */
export const transformer = {
  input: { serialize, deserialize },
  output: {
    serialize: (value: unknown): SuperJSONResult => ({ json: value as never }),
    deserialize,
  },
};
