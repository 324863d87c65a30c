import * as fc from 'fast-check';
import superjson from 'superjson';
import { describe, expect, it } from 'vitest';
import { transformer } from './transformer.ts';

/** There and back, over the text that travels. */
function travel(value: unknown): unknown {
  return transformer.input.deserialize(
    JSON.parse(JSON.stringify(transformer.input.serialize(value))),
  );
}

describe('the transformer', () => {
  it('brings every JSON value back as it was', () => {
    const text = fc.json();
    fc.assert(
      fc.property(text, (json) => {
        const value: unknown = JSON.parse(json);
        expect(travel(value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['constructor', 'prototype'])(
    'key-%s: a value with such a key travels as plain JSON instead of failing the batch',
    (key) => {
      const value: unknown = JSON.parse(`{"metadata":{"${key}":{"a":1}},"b":[1]}`);
      expect(travel(value)).toEqual(value);
    },
  );

  it('key-__proto__: a value with such a key arrives whole, as its own key, and pollutes nothing', () => {
    const value: unknown = JSON.parse('{"metadata":{"__proto__":{"a":1}},"b":[1]}');
    const arrived = travel(value);
    expect(JSON.stringify(arrived)).toBe(JSON.stringify(value));
    expect(Object.prototype).not.toHaveProperty('a');
  });

  it('brings dates back as dates', () => {
    const at = new Date('2026-11-25T00:00:00Z');
    expect(travel({ at })).toEqual({ at });
  });

  it('sends what the server answers as plain JSON, which superjson reads', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = JSON.stringify(transformer.output.serialize(JSON.parse(json)));
        expect(transformer.output.deserialize(JSON.parse(text))).toEqual(JSON.parse(json));
        expect(superjson.deserialize(JSON.parse(text.replaceAll('__proto__', 'p')))).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});
