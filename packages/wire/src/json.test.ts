import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json.ts';

const nested = (levels: number, inside = '') =>
  `${'['.repeat(levels)}${inside}${']'.repeat(levels)}`;

function codeOf(text: string): unknown {
  try {
    parseJson(text);
    return 'parsed';
  } catch (error) {
    return error !== null && typeof error === 'object' && 'code' in error ? error.code : error;
  }
}

describe('the JSON of a body', () => {
  it('is parsed as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it.each(['', '  \n', '{', '{"a":1,}', "{'a':1}", 'undefined', '<html>', '{"a":1}x', '\u0000'])(
    '%j is invalid_json',
    (text) => {
      expect(codeOf(text)).toBe('invalid_json');
    },
  );

  it('any text is parsed or invalid_json, never another fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['parsed', 'invalid_json']).toContain(codeOf(text));
      }),
      { numRuns: 300 },
    );
  });

  it('depth: 64 levels are taken, 65 are not, a million are refused without a stack', () => {
    expect(codeOf(nested(64))).toBe('parsed');
    expect(codeOf(nested(65))).toBe('invalid_json');
    expect(codeOf(nested(1_000_000))).toBe('invalid_json');
    expect(codeOf(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)).toBe('invalid_json');
  });

  it('depth: brackets inside of strings do not count, escaped quotes do not end a string', () => {
    expect(codeOf(JSON.stringify('['.repeat(100)))).toBe('parsed');
    expect(codeOf(JSON.stringify(`"${'['.repeat(100)}\\"`))).toBe('parsed');
    expect(codeOf(`["\\\\",${nested(64)}]`)).toBe('invalid_json');
  });

  it('depth: siblings do not add up', () => {
    expect(codeOf(`[${Array.from({ length: 500 }, () => nested(10)).join(',')}]`)).toBe('parsed');
  });
});
