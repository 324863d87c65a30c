import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvents } from '../test/parse-events.ts';
import { from, toArray } from '../test/scripted-source.ts';
import { sse, sseComment, sseDone, sseEvent } from './sse.ts';
import { ping } from './with-ping.ts';

const item = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 30 }),
  value: fc.jsonValue(),
});

describe('server-sent events', () => {
  it('carry every item, in order, as any parser reads it back', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.array(item, { maxLength: 4 })),
      async (batches) => {
        const text = (await toArray(sse(from(batches)))).join('');
        const read = parseEvents(text);
        expect(read.map(({ data }) => data)).toEqual(
          batches.flat().map((each) => JSON.stringify(each)),
        );
        expect(read.every(({ type }) => type === 'message')).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('are one string for each batch that holds something: one write a batch', async () => {
    const texts = await toArray(sse(from([[1, 2, 3], [], [4]])));
    expect(texts).toEqual(['data: 1\n\ndata: 2\n\ndata: 3\n\n', 'data: 4\n\n']);
  });

  it('say a ping as a comment, which no parser reports', async () => {
    const texts = await toArray(sse(from([[1], ping, [2]])));
    expect(texts[1]).toBe(sseComment);
    expect(parseEvents(texts.join('')).map(({ data }) => data)).toEqual(['1', '2']);
  });

  it('never break at a line end inside of the data', () => {
    const data = 'a\nb\r\nc\u2028d\u2029e\u0085f';
    expect(parseEvents(sseEvent(data))).toEqual([{ type: 'message', data: JSON.stringify(data) }]);
  });

  it('end as the clients of OpenAI expect', () => {
    expect(parseEvents(sseDone)).toEqual([{ type: 'message', data: '[DONE]' }]);
  });
});
