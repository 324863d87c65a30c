import { createRandom, hashText } from '../random.ts';

/** Turns texts into unit vectors whose cosine follows the words that they share. */
export interface Embedder {
  embed(text: string, dimensions: number): readonly number[];
}

const rememberedWords = 4096;

export function createEmbedder(model: string, length: number): Embedder {
  const known = new Map<string, Float64Array>();
  const seed = hashText(model);
  const vectorOf = (word: string) => {
    const found = known.get(word);
    if (found) return found;
    if (known.size >= rememberedWords) known.clear();
    const fresh = randomUnit(hashText(word, seed), length);
    known.set(word, fresh);
    return fresh;
  };
  return {
    embed(text, dimensions) {
      const sum = new Float64Array(length);
      for (const word of wordsOf(text)) addScaled(sum, vectorOf(word), weightOf(word));
      // Longer than the model's own vector is ignored without a word (server/routes.go EmbedHandler).
      const kept = dimensions > 0 && dimensions < length ? sum.subarray(0, dimensions) : sum;
      return Array.from(normalise(kept), roundToFloat);
    },
  };
}

/** A text without words still has its own direction. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [`text:${text}`];
}

/** Short words carry little meaning: they count less. */
function weightOf(word: string): number {
  return word.length <= 3 ? 0.3 : 1;
}

function randomUnit(seed: number, length: number): Float64Array {
  const random = createRandom(seed);
  return normalise(Float64Array.from({ length }, () => random.next() + random.next() - 1));
}

function addScaled(sum: Float64Array, vector: Float64Array, scale: number): void {
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) + (vector[index] ?? 0) * scale;
  }
}

function normalise(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  return vector.map((value) => value / norm);
}

/** As many digits as float32 holds. */
function roundToFloat(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}
