import type { ChatChunk, ChatDelta } from '@hearth/wire';

const head = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'demo-chat:latest',
  system_fingerprint: 'fp_ollama',
} as const;

type Ending = 'stop' | 'length' | 'tool_calls' | null;

export function deltaChunk(delta: ChatDelta, finishReason: Ending = null): ChatChunk {
  return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
}

export const textChunk = (content: string) => deltaChunk({ content });

export const usageChunk: ChatChunk = {
  ...head,
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

/** The chunks of a whole answer with this text, as the gateway sends them. */
export function answerChunks(pieces: readonly string[]): ChatChunk[] {
  return [
    deltaChunk({ role: 'assistant', content: '' }),
    ...pieces.map(textChunk),
    deltaChunk({}, 'stop'),
    usageChunk,
  ];
}

/** One batch for each chunk. */
export async function* batchesOf(chunks: readonly ChatChunk[]): AsyncGenerator<ChatChunk[]> {
  for (const chunk of chunks) yield [chunk];
}

/** Says `pieces` and then nothing more, until `signal` aborts. */
export async function* endless(
  pieces: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<ChatChunk[]> {
  for (const piece of pieces) yield [textChunk(piece)];
  await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
