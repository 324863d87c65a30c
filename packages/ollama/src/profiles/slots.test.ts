import { slotsSources } from '@hearth/wire';
import { expect, test } from 'vitest';
import { forcedSingle, type SlotsQuestion, slotsFor } from './slots.ts';

const chat: SlotsQuestion = { family: 'llama', capabilities: ['completion'] };
const embedder: SlotsQuestion = { family: 'bert', capabilities: ['embedding'] };

test.each([
  [{ ...chat, saved: 3, environment: 2, numParallel: 4 }, 3, 'profile'],
  [{ ...chat, environment: 2, numParallel: 4 }, 2, 'HEARTH_SLOTS'],
  [{ ...embedder, environment: 2, numParallel: 4 }, 2, 'HEARTH_SLOTS'],
  [{ ...embedder, numParallel: 4 }, 1, 'forced to 1 by Ollama'],
  [{ ...chat, family: 'qwen3vl', numParallel: 4 }, 1, 'forced to 1 by Ollama'],
  [{ ...chat, numParallel: 4 }, 4, 'OLLAMA_NUM_PARALLEL'],
  [chat, 1, 'default'],
] as const)('%j', (question, slots, source) => {
  expect(slotsFor(question)).toEqual({ slots, source });
  expect(slotsSources).toContain(source);
});

test('a model of which nothing is known is not forced', () => {
  expect(forcedSingle(undefined, undefined)).toBe(false);
  expect(forcedSingle('llama', ['completion', 'embedding'])).toBe(false);
});
