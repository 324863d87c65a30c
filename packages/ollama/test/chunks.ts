import type { ChatChunk } from '@hearth/wire';
import { toChatChunks } from '../src/mapping/to-chat-chunks.ts';
import type { OllamaChatLine } from '../src/native/lines.ts';

const head = { id: 'chatcmpl-1', created: 1_795_555_061, model: 'm' };

export async function* batchesOf<Item>(...batches: Item[][]): AsyncGenerator<Item[]> {
  yield* batches;
}

export async function chunksOf(
  batches: AsyncIterable<OllamaChatLine[]>,
  { parallelToolCalls = true } = {},
): Promise<ChatChunk[][]> {
  const shape = { parallelToolCalls, startedAt: performance.now(), queueMs: 12.4 };
  const chunks: ChatChunk[][] = [];
  for await (const batch of toChatChunks(batches, head, shape)) chunks.push(batch);
  return chunks;
}

/** The deltas of all chunks that have a choice. */
export function deltasOf(batches: ChatChunk[][]) {
  return batches.flat().flatMap(({ choices }) => choices.map(({ delta }) => delta));
}

export function toolCallsOf(batches: ChatChunk[][]) {
  return deltasOf(batches).flatMap(({ tool_calls }) => tool_calls ?? []);
}

export function finishOf(batches: ChatChunk[][]) {
  const reasons = batches.flat().flatMap(({ choices }) => choices.map((c) => c.finish_reason));
  return reasons.filter((reason) => reason !== null);
}
