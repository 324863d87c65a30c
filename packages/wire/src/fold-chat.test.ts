import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatChunk, ChatCompletion, type ChatDelta, type FinishReason } from './chat-completion.ts';
import { foldChat } from './fold-chat.ts';

const head = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk' as const,
  created: 1_790_000_000,
  model: 'llama3.2:latest',
  system_fingerprint: 'fp_ollama',
};

function chunkOf(delta: ChatDelta, finishReason: FinishReason | null = null): ChatChunk {
  return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
}

const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
const usageChunk: ChatChunk = { ...head, choices: [], usage };

function logprobChunk(token: string): ChatChunk {
  const logprob = { token, logprob: -0.5, bytes: [...Buffer.from(token)], top_logprobs: [] };
  const choice = { index: 0, delta: { content: token }, finish_reason: null };
  return { ...head, choices: [{ ...choice, logprobs: { content: [logprob], refusal: null } }] };
}

const toolCall = (index: number) => ({
  index,
  id: `call_${index}`,
  type: 'function' as const,
  function: { name: `tool_${index}`, arguments: '{}' },
});

async function* stream(batches: readonly (readonly ChatChunk[])[]) {
  yield* batches;
}

/** The same chunks in batches that end where they are told to. */
function inBatches(chunks: readonly ChatChunk[], cuts: readonly number[]): ChatChunk[][] {
  const ends = [
    ...cuts.map((cut) => cut % (chunks.length + 1)).sort((a, b) => a - b),
    chunks.length,
  ];
  return ends.map((end, index) => chunks.slice(ends[index - 1] ?? 0, end));
}

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const delta = fc.oneof(
  text.map((content) => chunkOf({ content })),
  text.map((reasoning) => chunkOf({ reasoning, reasoning_content: reasoning })),
  fc.nat(3).map((index) => chunkOf({ tool_calls: [toolCall(index)] })),
  text.map(logprobChunk),
);
const answer = fc
  .array(delta, { maxLength: 12 })
  .map((chunks) => [
    chunkOf({ role: 'assistant', content: '' }),
    ...chunks,
    chunkOf({}, 'stop'),
    usageChunk,
  ]);

describe('folding a streamed answer', () => {
  it('gives the same completion however the chunks were batched', async () => {
    const cuts = fc.array(fc.nat(20), { maxLength: 8 });
    const property = fc.asyncProperty(answer, cuts, async (chunks, places) => {
      const whole = await foldChat(stream([chunks]));
      expect(await foldChat(stream(inBatches(chunks, places)))).toEqual(whole);
      expect(await foldChat(stream(chunks.map((chunk) => [chunk])))).toEqual(whole);
      expect(ChatCompletion.parse(whole)).toEqual(whole);
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it('loses no text: content and reasoning are the deltas in order', async () => {
    const property = fc.asyncProperty(
      fc.array(text),
      fc.array(text),
      async (contents, thoughts) => {
        const chunks = [
          ...thoughts.map((reasoning) => chunkOf({ reasoning, reasoning_content: reasoning })),
          ...contents.map((content) => chunkOf({ content })),
          chunkOf({}, 'length'),
        ];
        const { choices } = await foldChat(stream([chunks]));
        expect(choices[0]?.message.content).toBe(contents.join(''));
        expect(choices[0]?.message.reasoning ?? '').toBe(thoughts.join(''));
        expect(choices[0]?.message.reasoning_content ?? '').toBe(thoughts.join(''));
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it('has null content and the tool calls, without their index, when only tools were called', async () => {
    const chunks = [
      chunkOf({ tool_calls: [toolCall(0)] }),
      chunkOf({ tool_calls: [toolCall(1)] }),
      chunkOf({}, 'tool_calls'),
    ];
    const { choices } = await foldChat(stream([chunks]));
    expect(choices).toEqual([
      {
        index: 0,
        logprobs: null,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [0, 1].map((index) => {
            const { index: _, ...call } = toolCall(index);
            return call;
          }),
        },
      },
    ]);
  });

  it('has the usage and the timings, and zeros when nobody counted', async () => {
    const hearth = {
      queue_ms: 1,
      load_ms: 2,
      first_token_ms: 3,
      total_ms: 4,
      tokens_per_second: null,
    };
    const counted = await foldChat(stream([[chunkOf({}, 'stop'), { ...usageChunk, hearth }]]));
    expect(counted).toMatchObject({ usage, hearth });
    const uncounted = await foldChat(stream([[chunkOf({}, 'stop')]]));
    expect(uncounted.usage).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    expect(uncounted).not.toHaveProperty('hearth');
  });

  it.each([
    ['no chunk', []],
    ['text without a finish reason', [chunkOf({ content: 'half an ans' })]],
    ['usage without a finish reason', [chunkOf({ content: 'half' }), usageChunk]],
  ])('is upstream_incomplete when the stream ends with %s', async (_, chunks) => {
    await expect(foldChat(stream([chunks]))).rejects.toMatchObject({
      code: 'upstream_incomplete',
      status: 502,
    });
  });

  it('passes a fault of the stream on', async () => {
    async function* broken() {
      yield [chunkOf({ content: 'half' })];
      throw new Error('the upstream broke');
    }
    await expect(foldChat(broken())).rejects.toThrow('the upstream broke');
  });

  it('works on chunks that satisfy the schema', () => {
    for (const chunk of [chunkOf({ content: 'x' }), usageChunk, logprobChunk('x')]) {
      expect(ChatChunk.parse(chunk)).toEqual(chunk);
    }
  });
});
