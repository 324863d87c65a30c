import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalModelName } from './models.ts';

describe('the canonical name of a model', () => {
  it.each([
    ['llama3.2', 'llama3.2:latest'],
    ['llama3.2:1b', 'llama3.2:1b'],
    ['library/llama3.2', 'library/llama3.2:latest'],
    ['hf.co/user/model:Q4_K_M', 'hf.co/user/model:Q4_K_M'],
    ['localhost:5000/model', 'localhost:5000/model:latest'],
    ['localhost:5000/model:7b', 'localhost:5000/model:7b'],
  ])('of %s is %s', (name, canonical) => {
    expect(canonicalModelName(name)).toBe(canonical);
  });

  it('is its own canonical name, and begins with the name', () => {
    const part = fc.stringMatching(/^[a-z0-9._:/-]{1,40}$/);
    fc.assert(
      fc.property(part, (name) => {
        const canonical = canonicalModelName(name);
        expect(canonicalModelName(canonical)).toBe(canonical);
        expect([name, `${name}:latest`]).toContain(canonical);
      }),
      { numRuns: 300 },
    );
  });
});
