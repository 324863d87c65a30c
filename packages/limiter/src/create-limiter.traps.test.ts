import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { claimOf } from '../test/claims.ts';
import { createVirtualTimers } from '../test/virtual-timers.ts';
import { rememberedIdleModels } from './admission/model-states.ts';
import { createLimiter, type LimiterOptions } from './create-limiter.ts';

const patient = { maxWaitMs: 60_000 };
const now = { maxWaitMs: 0 };

function setUp(options: Partial<LimiterOptions> = {}) {
  const timers = createVirtualTimers();
  const { now: clock, setTimer } = timers;
  const limiter = createLimiter({ slotsOf: () => 1, now: clock, setTimer, ...options });
  return { limiter, timers };
}

/** The outcome without waiting for it: `undefined` while there is none. */
async function outcomeSoFar<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  const turn = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
  return Promise.race([promise, turn]);
}

describe('a caller who leaves', () => {
  it('grant-after-abort: a slot granted in the tick of the abort is given back', async () => {
    const { limiter } = setUp();
    const controller = new AbortController();
    const held = await limiter.acquire(claimOf('holder'));
    const waiting = limiter.acquire(claimOf('waiter', patient), { signal: controller.signal });
    held.release();
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await limiter.acquire(claimOf('next', now));
  });

  it('grant-after-abort: also when the slot was free on arrival', async () => {
    const { limiter } = setUp();
    const controller = new AbortController();
    const waiting = limiter.acquire(claimOf('waiter'), { signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await limiter.acquire(claimOf('next', now));
  });

  it('release-on-abort: the abort of a signal after the grant does not free the slot: Ollama may still be at it', async () => {
    const { limiter } = setUp();
    const controller = new AbortController();
    const lease = await limiter.acquire(claimOf('holder'), { signal: controller.signal });
    controller.abort();
    const early = limiter.acquire(claimOf('early', now));
    await expect(early).rejects.toMatchObject({ reason: 'slots-taken' });
    lease.release();
    await limiter.acquire(claimOf('next', now));
  });

  it('abort-after-deadline: the first of the two decides, the other changes nothing', async () => {
    const { limiter, timers } = setUp();
    const controller = new AbortController();
    await limiter.acquire(claimOf('holder'));
    const late = limiter.acquire(claimOf('late', { maxWaitMs: 10 }), { signal: controller.signal });
    timers.pass(10);
    controller.abort();
    await expect(late).rejects.toMatchObject({ reason: 'slots-taken' });
    expect(limiter.snapshot().models[0]).toMatchObject({ queued: 0, inUse: 1 });
  });

  it('leaves no listener and no timer behind, whatever ended its wait', async () => {
    const { limiter, timers } = setUp();
    const { signal } = new AbortController();
    const held = await limiter.acquire(claimOf('holder'), { signal });
    const refused = limiter.acquire(claimOf('refused', { maxWaitMs: 10 }), { signal });
    const granted = limiter.acquire(claimOf('granted', patient), { signal });
    timers.pass(10);
    await expect(refused).rejects.toThrow();
    held.release();
    (await granted).release();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(timers.pending()).toHaveLength(0);
  });
});

describe('a release', () => {
  it('double-release: the second one does not free the slot of the next holder', async () => {
    const { limiter } = setUp();
    const first = await limiter.acquire(claimOf('first'));
    first.release();
    await limiter.acquire(claimOf('second'));
    first.release();
    first[Symbol.dispose]();
    await expect(limiter.acquire(claimOf('third', now))).rejects.toThrow();
  });

  it('drain: the slot is free exactly when the time is over, and the timer lets the process end', async () => {
    const { limiter, timers } = setUp();
    (await limiter.acquire(claimOf('aborted in prefill'))).release({ drainMs: 500 });
    expect(timers.pending()).toEqual([{ at: 500, keepsAlive: false }]);
    const next = limiter.acquire(claimOf('next', patient));
    timers.pass(499);
    expect(await outcomeSoFar(next)).toBeUndefined();
    timers.pass(1);
    expect(await outcomeSoFar(next)).toMatchObject({ waitedMs: 500 });
  });

  it('double-release: a second one does not cut a drain short', async () => {
    const { limiter, timers } = setUp();
    const lease = await limiter.acquire(claimOf('aborted in prefill'));
    lease.release({ drainMs: 500 });
    lease.release();
    timers.pass(499);
    await expect(limiter.acquire(claimOf('early', now))).rejects.toThrow();
  });

  it('a lease is released when its block is left', async () => {
    const { limiter } = setUp();
    {
      using lease = await limiter.acquire(claimOf('first'));
      expect(lease.lost.aborted).toBe(false);
    }
    await limiter.acquire(claimOf('second', now));
  });
});

describe('a wait', () => {
  it('lasts as long as the claim says, at most as long as the limiter lets it', async () => {
    const { limiter, timers } = setUp({ acquireTimeoutMs: 250, maxWaitMs: 1_000 });
    await limiter.acquire(claimOf('holder'));
    for (const maxWaitMs of [undefined, 700, 5_000, -5]) {
      limiter.acquire(claimOf('waiter', { maxWaitMs })).catch(() => {});
    }
    expect(timers.pending().map(({ at }) => at)).toEqual([250, 700, 1_000]);
  });

  it('raised limit: those who wait are let in by refresh, without a release', async () => {
    let slots = 1;
    const { limiter } = setUp({ slotsOf: () => slots });
    await limiter.acquire(claimOf('holder'));
    const waiting = limiter.acquire(claimOf('waiter', patient));
    slots = 2;
    limiter.refresh();
    expect(await outcomeSoFar(waiting)).toMatchObject({ waitedMs: 0 });
  });

  it('raised limit: without refresh a newcomer does not overtake those who wait', async () => {
    let slots = 1;
    const { limiter } = setUp({ slotsOf: () => slots });
    await limiter.acquire(claimOf('holder'));
    const waiting = limiter.acquire(claimOf('waiter', patient));
    slots = 2;
    await expect(limiter.acquire(claimOf('newcomer', now))).rejects.toThrow();
    expect(await outcomeSoFar(waiting)).toMatchObject({ waitedMs: 0 });
  });

  it.each(['is refused', 'goes'])(
    "a call at its key's cap lets a background call in when it %s",
    async (how) => {
      const { limiter, timers } = setUp({ slotsOf: () => 2 });
      const controller = new AbortController();
      const { signal } = controller;
      const capped = { key: 'capped', keyConcurrency: 1 };
      await limiter.acquire(claimOf('own', capped));
      const person = limiter.acquire(claimOf('person', { ...capped, maxWaitMs: 100 }), { signal });
      const warmUp = limiter.acquire(claimOf('warm-up', { ...patient, lane: 'background' }));
      expect(await outcomeSoFar(warmUp)).toBeUndefined();
      if (how === 'goes') controller.abort();
      else timers.pass(100);
      await expect(person).rejects.toThrow();
      expect(await outcomeSoFar(warmUp)).toBeDefined();
    },
  );

  it('a freed place of a key goes to its oldest call, whatever its model', async () => {
    const { limiter } = setUp({ slotsOf: () => 2 });
    const capped = { key: 'capped', keyConcurrency: 1, ...patient };
    const own = await limiter.acquire(claimOf('own', { ...capped, model: 'a' }));
    const older = limiter.acquire(claimOf('older', { ...capped, model: 'b' }));
    const younger = limiter.acquire(claimOf('younger', { ...capped, model: 'a' }));
    own.release();
    expect(await outcomeSoFar(older)).toBeDefined();
    expect(await outcomeSoFar(younger)).toBeUndefined();
  });
});

describe('what a refused caller is told', () => {
  it('predicts nothing before five calls of that model have ended, then its place times the median', async () => {
    const { limiter, timers } = setUp({ slotsOf: () => 2 });
    async function runFor(ms: number): Promise<void> {
      const lease = await limiter.acquire(claimOf('done'));
      timers.pass(ms);
      lease.release();
    }
    const estimate = async () => {
      const held = [await limiter.acquire(claimOf('h')), await limiter.acquire(claimOf('h'))];
      limiter.acquire(claimOf('ahead', { maxWaitMs: 1 })).catch(() => {});
      const error = await limiter
        .acquire(claimOf('refused', now))
        .catch((reason: unknown) => reason);
      timers.pass(1);
      return { error, held };
    };
    for (const ms of [100, 300, 200, 9_000]) await runFor(ms);
    const before = await estimate();
    expect(before.error).toMatchObject({ figures: { position: 2, estimatedWaitMs: undefined } });
    timers.pass(299);
    before.held[0]?.release();
    before.held[1]?.release();
    // Held: 100, 200, 300, 300, 300, 9000: the median is 300, two slots.
    const after = await estimate();
    expect(after.error).toMatchObject({ figures: { position: 2, estimatedWaitMs: 300 } });
  });
});

describe('memory', () => {
  it('forgets idle models past a thousand, never one in use', async () => {
    const { limiter } = setUp();
    await limiter.acquire(claimOf('holder', { model: 'in use' }));
    for (let count = 0; count < rememberedIdleModels + 200; count += 1) {
      (await limiter.acquire(claimOf('passer', { model: `model ${count}` }))).release();
    }
    const models = limiter.snapshot().models.map(({ model }) => model);
    expect(models).toHaveLength(rememberedIdleModels + 1);
    expect(models).toContain('in use');
    expect(models).not.toContain('model 199');
    expect(models).toContain('model 200');
  });

  it('keeps nothing of 2000 aborted calls', async () => {
    const { limiter, timers } = setUp({ queueLimit: 2_000 });
    await limiter.acquire(claimOf('holder'));
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 2_000 }, (_, place) =>
      limiter.acquire(claimOf(`call ${place}`, patient), { signal }),
    );
    controller.abort();
    const endings = await Promise.allSettled(calls);
    expect(endings.every(({ status }) => status === 'rejected')).toBe(true);
    expect(timers.pending()).toHaveLength(0);
    expect(limiter.snapshot().models[0]).toMatchObject({ queued: 0, inUse: 1 });
  });
});
