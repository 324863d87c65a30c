import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScriptedSource, from, outcomeSoFar, toArray } from '../test/scripted-source.ts';
import { primed } from './primed.ts';

const fault = new Error('the source broke');

describe('a primed stream', () => {
  it('fails itself when the source fails at once', async () => {
    const source = createScriptedSource<string>();
    source.fail(fault);
    await expect(primed(source)).rejects.toBe(fault);
  });

  it('gives every item once, in order, the first one included', async () => {
    expect(await toArray(await primed(from([1, 2, 3])))).toEqual([1, 2, 3]);
  });

  it('gives an empty stream as one', async () => {
    expect(await toArray(await primed(from([])))).toEqual([]);
  });

  it('pulls nothing ahead of its consumer but the first item', async () => {
    const source = createScriptedSource<string>();
    source.give('a');
    source.give('b');
    await primed(source);
    expect(source.pulls).toBe(1);
  });

  it('closes the source when the consumer leaves', async () => {
    const source = createScriptedSource<string>();
    source.give('a');
    for await (const _ of await primed(source)) break;
    expect(source.returns).toBe(1);
  });
});

describe('a primed stream whose first item is late', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function lateStream() {
    const source = createScriptedSource<string>();
    const priming = primed(source, { withinMs: 15_000 });
    expect(await outcomeSoFar(priming)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(15_000);
    return { source, stream: await priming };
  }

  it('is given after that time, loses no item and keeps their order', async () => {
    const { source, stream } = await lateStream();
    const items = toArray(stream);
    for (const item of ['a', 'b', 'c']) source.give(item);
    source.finish();
    expect(await items).toEqual(['a', 'b', 'c']);
    expect(source.pulls).toBe(4);
  });

  it('gives two pulls that wait for the first item one item each', async () => {
    const { source, stream } = await lateStream();
    const pulls = [stream.next(), stream.next()];
    source.give('a');
    source.give('b');
    expect((await Promise.all(pulls)).map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it('carries a later fault', async () => {
    const { source, stream } = await lateStream();
    source.fail(fault);
    await expect(stream.next()).rejects.toBe(fault);
  });

  it('can be left although the source is stuck in its first pull', async () => {
    const { source, stream } = await lateStream();
    expect(await outcomeSoFar(Promise.resolve(stream.return?.()))).toEqual({
      done: true,
      value: undefined,
    });
    expect(source.returns).toBe(1);
  });

  it("a fault that nobody asks for is nobody's: it does not end the process", async () => {
    const unhandled = vi.fn();
    process.once('unhandledRejection', unhandled);
    const { source, stream } = await lateStream();
    await stream.return?.();
    source.fail(fault);
    await new Promise<void>((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('sets no timer that outlives an item in time', async () => {
    await primed(from(['a']), { withinMs: 15_000 });
    expect(vi.getTimerCount()).toBe(0);
  });
});
