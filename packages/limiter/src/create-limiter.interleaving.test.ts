import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { campaignRuns, campaignTimeoutMs } from '../test/campaign.ts';
import { claimOf } from '../test/claims.ts';
import { AdmissionError } from './admission-error.ts';
import { createLimiter } from './create-limiter.ts';
import type { Limiter } from './limiter.ts';
import type { SetTimer } from './timer.ts';

interface Plan {
  readonly model: string;
  readonly key: string;
  readonly keyConcurrency: number | undefined;
  readonly aborts: boolean;
  readonly drainMs: number;
}

/** What runs, counted by those who run: the limiter's own gauge is not asked. */
interface Load {
  readonly running: Map<string, number>;
  most: number;
}

const plan = fc.record({
  model: fc.constantFrom('a', 'b'),
  key: fc.constantFrom('k1', 'k2', 'k3'),
  keyConcurrency: fc.constantFrom(undefined, 1, 2),
  aborts: fc.boolean(),
  drainMs: fc.constantFrom(0, 100),
});

/** Timers fire whenever the scheduler says, so a deadline or the end of a drain may come at any point of a history. */
function scheduledTimers(scheduler: fc.Scheduler): SetTimer {
  return (callback) => {
    let set = true;
    scheduler.schedule(Promise.resolve(), 'timer').then(() => set && callback());
    return {
      unref() {},
      [Symbol.dispose]() {
        set = false;
      },
    };
  };
}

function count(load: Load, model: string, difference: 1 | -1): void {
  const running = (load.running.get(model) ?? 0) + difference;
  load.running.set(model, running);
  load.most = Math.max(load.most, running);
}

interface Scene {
  readonly scheduler: fc.Scheduler;
  readonly limiter: Limiter;
  readonly load: Load;
}

type Ending = 'finished' | 'refused' | 'aborted';

async function call(
  { scheduler, limiter, load }: Scene,
  id: string,
  planned: Plan,
): Promise<Ending> {
  const { aborts, drainMs, ...parts } = planned;
  const controller = new AbortController();
  await scheduler.schedule(Promise.resolve(), `${id} arrives`);
  if (aborts) {
    scheduler.schedule(Promise.resolve(), `${id} aborts`).then(() => controller.abort());
  }
  try {
    const lease = await limiter.acquire(claimOf(id, parts), { signal: controller.signal });
    count(load, planned.model, 1);
    await scheduler.schedule(Promise.resolve(), `${id} ends`);
    count(load, planned.model, -1);
    lease.release({ drainMs });
    lease.release();
    return 'finished';
  } catch (error) {
    if (error instanceof AdmissionError) return 'refused';
    if (error === controller.signal.reason) return 'aborted';
    throw error;
  }
}

it(
  'holds its limit, answers everybody once and is empty afterwards, however acquire, grant, abort, deadline, drain and release interleave',
  async () => {
    const plans = fc.array(plan, { minLength: 1, maxLength: 12 });
    const property = fc.asyncProperty(
      fc.scheduler(),
      plans,
      fc.integer({ min: 1, max: 2 }),
      async (scheduler, planned, slots) => {
        const limiter = createLimiter({
          slotsOf: () => slots,
          queueLimit: 4,
          setTimer: scheduledTimers(scheduler),
        });
        const scene: Scene = { scheduler, limiter, load: { running: new Map(), most: 0 } };
        const calls = Promise.all(planned.map((each, place) => call(scene, `call ${place}`, each)));
        await scheduler.waitIdle();
        const endings = await calls;

        expect(endings).toHaveLength(planned.length);
        expect(scene.load.most).toBeLessThanOrEqual(slots);
        for (const model of limiter.snapshot().models) {
          expect(model).toMatchObject({ inUse: 0, draining: 0, queued: 0 });
        }
      },
    );
    await fc.assert(property, { numRuns: campaignRuns(200) });
  },
  campaignTimeoutMs,
);
