import type { ChatChunk } from '@hearth/wire';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchesOf, chunksOf } from '../../test/chunks.ts';
import { bodyOf, chatStreams } from '../../test/recordings.ts';
import { createLineReader } from '../native/line-reader.ts';
import { isChatLine, type OllamaChatLine } from '../native/lines.ts';

/** What the reader gives for these pieces, each of them a read of its own. */
async function read(pieces: Buffer[]): Promise<OllamaChatLine[][]> {
  const batches: OllamaChatLine[][] = [];
  const reader = createLineReader<OllamaChatLine>({
    isLine: isChatLine,
    call: {},
    onLines: (lines) => batches.push(lines),
    onFault(error) {
      throw error;
    },
  });
  for (const piece of pieces) {
    reader.push(piece);
    await Promise.resolve();
  }
  reader.end();
  return batches;
}

function cut(whole: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places, whole.length];
  return ends.map((end, at) => whole.subarray(ends[at - 1] ?? 0, end));
}

/** Everything but the clock. */
function timeless(chunks: ChatChunk[][]): unknown[] {
  return chunks.flat().map(({ hearth: _, ...chunk }) => chunk);
}

const streams = chatStreams().map((found) => [found.case, Buffer.from(bodyOf(found))] as const);
const exhaustive = streams.filter(([, whole]) => whole.length < 2_500);

describe('however the bytes are split, the chunks are the same', () => {
  test.each(exhaustive)('%s, at every byte', async (_, whole) => {
    const lines = (await read([whole])).flat();
    const expected = timeless(await chunksOf(batchesOf(lines)));
    for (let at = 1; at < whole.length; at++) {
      const split = await read(cut(whole, [at]));
      expect(split.flat(), `cut at ${at}`).toEqual(lines);
      if (at % 16 === 0) expect(timeless(await chunksOf(batchesOf(...split)))).toEqual(expected);
    }
  });

  test.each(streams)('%s, at random bytes', async (_, whole) => {
    const expected = timeless(await chunksOf(batchesOf((await read([whole])).flat())));
    const places = fc.uniqueArray(fc.nat(whole.length), { maxLength: 40 });
    const property = fc.asyncProperty(places, async (unsorted) => {
      const pieces = cut(
        whole,
        unsorted.toSorted((a, b) => a - b),
      );
      const chunks = await chunksOf(batchesOf(...(await read(pieces))));
      expect(timeless(chunks)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  test('one byte at a time', async () => {
    for (const [, whole] of streams) {
      const expected = (await read([whole])).flat();
      const bytes = Array.from(whole, (_, at) => whole.subarray(at, at + 1));
      expect((await read(bytes)).flat()).toEqual(expected);
    }
  });
});
