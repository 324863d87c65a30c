import { foldChat, isHearthError } from '@hearth/wire';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf, deltaChunk, usageChunk } from '../test/chunks.ts';
import { createAnswer } from './answer.ts';
import { isHearthClientError } from './index.ts';
import type { ChatChunk } from './types.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 8 });

const toolCall = fc.record({
  index: fc.nat(3),
  id: text,
  type: fc.constant('function' as const),
  function: fc.record({ name: text, arguments: text }),
});

const delta = fc.record(
  { content: text, reasoning: text, tool_calls: fc.array(toolCall, { maxLength: 2 }) },
  { requiredKeys: [] },
);

const ending = fc.option(fc.constantFrom('stop' as const, 'length' as const));

const chunk: fc.Arbitrary<ChatChunk> = fc.oneof(
  fc.tuple(delta, ending).map(([said, end]) => deltaChunk(said, end)),
  fc.constant(usageChunk),
);

function folded(chunks: readonly ChatChunk[]): unknown {
  const answer = createAnswer();
  chunks.forEach(answer.add);
  try {
    return answer.completion();
  } catch (error) {
    if (isHearthClientError(error)) return error.code;
    throw error;
  }
}

test("an answer folded here is the gateway's own completion, or the same error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), async (chunks) => {
      const expected = await foldChat(batchesOf(chunks)).catch((error: unknown) => {
        if (isHearthError(error)) return error.code;
        throw error;
      });
      expect(folded(chunks)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
