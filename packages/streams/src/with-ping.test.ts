import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScriptedSource, outcomeSoFar } from '../test/scripted-source.ts';
import { ping, withPing } from './with-ping.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Items with the silence before each, in ms. */
async function* paced(items: readonly { readonly silentMs: number; readonly item: number }[]) {
  for (const { silentMs, item } of items) {
    await new Promise((resolve) => setTimeout(resolve, silentMs));
    yield item;
  }
}

describe('a stream with pings', () => {
  it('loses nothing and reorders nothing, and is never silent for longer than it says', async () => {
    const items = fc.array(fc.record({ silentMs: fc.nat(70), item: fc.nat() }), { maxLength: 12 });
    const property = fc.asyncProperty(items, async (planned) => {
      const seen: (number | typeof ping)[] = [];
      const reading = (async () => {
        for await (const item of withPing(paced(planned), 20)) seen.push(item);
      })();
      await vi.runAllTimersAsync();
      await reading;
      expect(seen.filter((item) => item !== ping)).toEqual(planned.map(({ item }) => item));
      const pings = planned.map(({ silentMs }) => Math.floor(silentMs / 20));
      const most = pings.reduce((sum, each) => sum + each, 0);
      const fewest = planned.reduce(
        (sum, { silentMs }) => sum + Math.max(0, Math.ceil(silentMs / 20) - 1),
        0,
      );
      const counted = seen.filter((item) => item === ping).length;
      expect(counted).toBeGreaterThanOrEqual(fewest);
      expect(counted).toBeLessThanOrEqual(most);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('keeps the pull under way: the item that comes after a ping is not asked for twice', async () => {
    const source = createScriptedSource<string>();
    const stream = withPing(source, 20);
    const first = stream.next();
    await vi.advanceTimersByTimeAsync(20);
    expect(await first).toEqual({ done: false, value: ping });
    const second = stream.next();
    source.give('a');
    expect(await second).toEqual({ done: false, value: 'a' });
    expect(source.pulls).toBe(1);
  });

  it('passes a fault on', async () => {
    const source = createScriptedSource<string>();
    source.fail(new Error('the source broke'));
    await expect(withPing(source, 20).next()).rejects.toThrow('the source broke');
  });

  it('can be left during a ping although the source is stuck, closes it and leaves no timer', async () => {
    const source = createScriptedSource<string>();
    const stream = withPing(source, 20);
    const first = stream.next();
    await vi.advanceTimersByTimeAsync(20);
    await first;
    expect(await outcomeSoFar(stream.return?.() ?? Promise.reject())).toEqual({
      done: true,
      value: undefined,
    });
    expect(source.returns).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
