import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { satisfies } from '../../test/satisfies.ts';
import { createRandom } from '../random.ts';
import { inventJson } from './schema-json.ts';

const bounded = (low: string, high: string) =>
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(40))
    .map(([least, span]) => ({ [low]: least, [high]: least + span }));

const sizes = (low: string, high: string) =>
  fc.tuple(fc.nat(4), fc.nat(6)).map(([least, span]) => ({ [low]: least, [high]: least + span }));

const { schema } = fc.letrec<{ schema: object; leaf: object }>((tie) => ({
  leaf: fc.oneof(
    sizes('minLength', 'maxLength').map((limits) => ({ type: 'string', ...limits })),
    bounded('minimum', 'maximum').map((limits) => ({ type: 'integer', ...limits })),
    bounded('minimum', 'maximum').map((limits) => ({ type: 'number', ...limits })),
    fc
      .constantFrom(1, 5, 0.5)
      .map((step) => ({ type: 'number', minimum: 3, maximum: 90, multipleOf: step })),
    fc.constant({ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { type: ['string', 'null'] }),
    fc.jsonValue({ maxDepth: 1 }).map((value) => ({ const: value })),
    fc.array(fc.string(), { minLength: 1, maxLength: 4 }).map((values) => ({ enum: values })),
  ),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(tie('schema'), sizes('minItems', 'maxItems'))
      .map(([items, limits]) => ({ type: 'array', items, ...limits })),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('schema'), { maxKeys: 5 })
      .map((properties) => ({
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

describe('a JSON value for a schema', () => {
  test('satisfies it, and is the same for the same seed', () => {
    fc.assert(
      fc.property(schema, fc.nat(), (wanted, seed) => {
        const value = inventJson(wanted, createRandom(seed));
        expect(satisfies(value, wanted)).toBe(true);
        expect(inventJson(wanted, createRandom(seed))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('ends although the schema refers to itself', () => {
    const tree = {
      $defs: {
        node: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            left: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
            children: { type: 'array', items: { $ref: '#/$defs/node' } },
          },
          required: ['name', 'left', 'children'],
        },
      },
      $ref: '#/$defs/node',
    };
    for (let seed = 0; seed < 50; seed += 1) {
      expect(satisfies(inventJson(tree, createRandom(seed)), tree)).toBe(true);
    }
  });

  test('merges allOf, and names what is required without being described', () => {
    const wanted = {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer', minimum: 7 } }, required: ['a'] },
        { properties: { b: { const: 'x' } }, required: ['b', 'c'] },
      ],
    };
    expect(inventJson(wanted, createRandom(1))).toMatchObject({
      a: expect.any(Number),
      b: 'x',
      c: expect.anything(),
    });
  });
});
