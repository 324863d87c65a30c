import { describe, expect, it } from 'vitest';
import { createScriptedSource, from, toArray } from '../test/scripted-source.ts';
import { mapStream } from './map-stream.ts';

describe('a mapped stream', () => {
  it('replaces each item, in order', async () => {
    const doubled = mapStream(from([1, 2, 3]), (value) => value * 2);
    expect(await toArray(doubled)).toEqual([2, 4, 6]);
  });

  it('pulls nothing ahead, and closes the source when it is left', async () => {
    const source = createScriptedSource<string>();
    source.give('a');
    source.give('b');
    for await (const item of mapStream(source, (text) => text.toUpperCase())) {
      expect(item).toBe('A');
      break;
    }
    expect(source.pulls).toBe(1);
    expect(source.returns).toBe(1);
  });
});
