import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { talkTo } from '../../test/talk.ts';
import { createSimulator } from '../index.ts';
import { listOf } from '../values.ts';
import { createEmbedder } from './vectors.ts';

const { embed } = createEmbedder('demo-embed:latest', 384);
const cosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const similarity = (a: string, b: string) => cosine(embed(a, 0), embed(b, 0));

describe('vectors', () => {
  test('have length one, whatever the text and the dimensions', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 0, max: 500 }),
        (text, dimensions) => {
          const vector = embed(text, dimensions);
          expect(vector).toHaveLength(dimensions > 0 ? Math.min(dimensions, 384) : 384);
          expect(cosine(vector, vector)).toBeCloseTo(1, 5);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('follow the words that texts share', () => {
    const question = 'How do I water my garden in summer?';
    const near = similarity(question, 'Watering: give the garden water early, in summer daily.');
    const far = similarity(question, 'The stock market closed lower on Tuesday.');
    expect(similarity(question, question.toUpperCase())).toBeCloseTo(1, 5);
    expect(near).toBeGreaterThan(far + 0.2);
  });
});

describe('/api/embed', () => {
  test('gives the same vector alone, in a list and from the older endpoint', async () => {
    await using simulator = createSimulator({ ttftMs: 0 });
    const talk = talkTo(simulator);
    const alone = await talk.json('/api/embed', { model: 'demo-embed', input: 'a river' });
    const listed = await talk.json('/api/embed', { model: 'demo-embed', input: ['x', 'a river'] });
    const older = await talk.json('/api/embeddings', { model: 'demo-embed', prompt: 'a river' });
    expect(listOf(listed['embeddings'])[1]).toEqual(listOf(alone['embeddings'])[0]);
    expect(older['embedding']).toEqual(listOf(alone['embeddings'])[0]);
  });
});
