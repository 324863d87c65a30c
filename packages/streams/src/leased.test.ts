import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScriptedSource, from, outcomeSoFar, toArray } from '../test/scripted-source.ts';
import { type Ending, leased } from './leased.ts';

function setUp() {
  const source = createScriptedSource<string>();
  const controller = new AbortController();
  const endings: Ending[] = [];
  const { signal } = controller;
  const stream = leased(source, { onEnd: (ending) => endings.push(ending), signals: [signal] });
  return { source, controller, signal, endings, stream };
}

const reason = new Error('the caller has gone');
const fault = new Error('the source broke');

describe('a leased stream', () => {
  it('passes the items on and ends with the source', async () => {
    const { source, endings, stream } = setUp();
    source.give('a');
    source.give('b');
    source.finish();
    expect(await toArray(stream)).toEqual(['a', 'b']);
    expect(endings).toEqual([{ kind: 'done' }]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('ends when the source fails, and closes it', async () => {
    const { source, endings, stream } = setUp();
    source.fail(fault);
    await expect(stream.next()).rejects.toBe(fault);
    expect(endings).toEqual([{ kind: 'failed', error: fault }]);
    expect(source.returns).toBe(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('ends when the consumer leaves, and closes the source', async () => {
    const { source, endings, stream } = setUp();
    source.give('a');
    for await (const item of stream) {
      expect(item).toBe('a');
      break;
    }
    expect(endings).toEqual([{ kind: 'returned' }]);
    expect(source.returns).toBe(1);
  });

  it('ends when the consumer throws into it', async () => {
    const { source, endings, stream } = setUp();
    await expect(stream.throw?.(fault)).rejects.toBe(fault);
    expect(endings).toEqual([{ kind: 'failed', error: fault }]);
    expect(source.returns).toBe(1);
  });

  it('never-started: ends when it is returned before the first pull', async () => {
    const { endings, stream } = setUp();
    await stream.return?.();
    expect(endings).toEqual([{ kind: 'returned' }]);
  });

  it('never-started: ends when the signal fires before the first pull', async () => {
    const { controller, endings, stream } = setUp();
    controller.abort(reason);
    expect(endings).toEqual([{ kind: 'aborted', reason }]);
    await expect(stream.next()).rejects.toBe(reason);
  });

  it('never-started: ends when the signal had fired before it was made', async () => {
    const endings: Ending[] = [];
    const signal = AbortSignal.abort(reason);
    const stream = leased(from(['a']), {
      onEnd: (ending) => endings.push(ending),
      signals: [signal],
    });
    await expect(stream.next()).rejects.toBe(reason);
    expect(endings).toEqual([{ kind: 'aborted', reason }]);
  });

  it('a pull under way rejects at once when the signal fires, although the source is stuck', async () => {
    const { source, controller, endings, stream } = setUp();
    const pull = stream.next();
    expect(await outcomeSoFar(pull)).toBeUndefined();
    controller.abort(reason);
    await expect(pull).rejects.toBe(reason);
    expect(endings).toEqual([{ kind: 'aborted', reason }]);
    expect(source.returns).toBe(1);
  });

  it('every pull under way rejects when the signal fires, not only the last', async () => {
    const { controller, stream } = setUp();
    const pulls = [stream.next(), stream.next()];
    controller.abort(reason);
    const endings = await outcomeSoFar(Promise.allSettled(pulls));
    expect(endings).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
  });

  it('leaving a stuck source does not wait for it', async () => {
    const { endings, stream } = setUp();
    stream.next().catch(() => {});
    expect(await outcomeSoFar(Promise.resolve(stream.return?.()))).toEqual({
      done: true,
      value: undefined,
    });
    expect(endings).toEqual([{ kind: 'returned' }]);
  });

  it('leaves no listener behind, and a later abort changes nothing', async () => {
    const { source, controller, signal, endings, stream } = setUp();
    source.finish();
    await stream.next();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    controller.abort(reason);
    expect(endings).toEqual([{ kind: 'done' }]);
  });

  it('any of several signals ends it, and none keeps a listener', () => {
    const controllers = [new AbortController(), new AbortController()];
    const signals = controllers.map(({ signal }) => signal);
    const endings: Ending[] = [];
    leased(from(['a']), { onEnd: (ending) => endings.push(ending), signals });
    controllers[1]?.abort('second');
    controllers[0]?.abort('first');
    expect(endings).toEqual([{ kind: 'aborted', reason: 'second' }]);
    for (const signal of signals) expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('works without a signal', async () => {
    const endings: Ending[] = [];
    const stream = leased(from([1, 2]), { onEnd: (ending) => endings.push(ending) });
    expect(await toArray(stream)).toEqual([1, 2]);
    expect(endings).toEqual([{ kind: 'done' }]);
  });

  it('ends exactly once, in whatever order things happen to it', async () => {
    const happening = fc.constantFrom(
      'next',
      'return',
      'throw',
      'abort',
      'give',
      'finish',
      'fail',
      'turn',
    );
    const property = fc.asyncProperty(
      fc.array(happening, { maxLength: 12 }),
      async (happenings) => {
        const { source, controller, endings, stream } = setUp();
        const happen = {
          next: () => void stream.next().catch(() => {}),
          return: () => void stream.return?.().catch(() => {}),
          throw: () => void stream.throw?.(fault).catch(() => {}),
          abort: () => controller.abort(reason),
          give: () => source.give('item'),
          finish: () => source.finish(),
          fail: () => source.fail(fault),
          turn: () => new Promise<void>((resolve) => setImmediate(resolve)),
        };
        for (const each of happenings) await happen[each]();
        await stream.return?.();
        expect(endings).toHaveLength(1);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});
