import type { ChatChunk } from '@hearth/wire';
import type { OllamaChatLine } from '../native/lines.ts';
import { type ChunkHead, type ChunkOptions, createChunkMaker } from './chunk-maker.ts';

/**
 * Ollama's lines as OpenAI's chunks: one array of chunks for each array of lines. Iterates once, and leaving it leaves the
 * source at once, even when it was never pulled or is in the middle of a pull (a generator can do neither).
 */
export function toChatChunks(
  lines: AsyncIterable<OllamaChatLine[]>,
  head: ChunkHead,
  options: ChunkOptions,
): AsyncIterableIterator<ChatChunk[], undefined, undefined> {
  const source = lines[Symbol.asyncIterator]();
  const toChunks = createChunkMaker(head, options);

  const stream: AsyncIterableIterator<ChatChunk[], undefined, undefined> = {
    [Symbol.asyncIterator]: () => stream,
    async next() {
      while (true) {
        const batch = await source.next();
        if (batch.done) return { done: true, value: undefined };
        const chunks = batch.value.flatMap(toChunks);
        if (chunks.length > 0) return { done: false, value: chunks };
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return stream;
}
