import type { Clock } from '../clock.ts';
import type { Model } from '../models/model.ts';
import { once } from '../once.ts';
import type { RunnerOptions } from '../requests/model-options.ts';
import { createExpiry, type Expiry } from './expiry.ts';
import { createPromptCaches } from './prompt-cache.ts';
import type { RunnerLease, RunnerSlot } from './scheduler.ts';
import { createSlotQueue } from './slot-queue.ts';

export interface Runner {
  readonly model: Model;
  readonly options: RunnerOptions;
  readonly expiry: Pick<Expiry, 'expiresAt' | 'keepAliveMs' | 'stop'>;
  references(): number;
  /** Takes a reference; a given keep-alive replaces the one before. */
  use(keepAliveMs: number | undefined): RunnerLease;
  /** Ends the runner once nothing uses it. */
  evict(): void;
}

export interface RunnerSetup {
  readonly clock: Clock;
  readonly model: Model;
  readonly options: RunnerOptions;
  readonly parallel: number;
  readonly keepAliveMs: number;
  /** Called once, when the runner has ended. */
  readonly ended: () => void;
}

export function createRunner(setup: RunnerSetup): Runner {
  const { clock, model, options, keepAliveMs } = setup;
  const takeSlot = createSlots(setup.parallel);
  let references = 0;
  const end = once(() => {
    expiry.stop();
    setup.ended();
  });
  const expiry = createExpiry({ clock, keepAliveMs, expired: end });
  const refer = (change: number) => {
    references += change;
    expiry.restart(references > 0);
  };
  return {
    model,
    options,
    expiry,
    references: () => references,
    use(wanted) {
      expiry.set(wanted);
      refer(+1);
      return { contextLength: options.num_ctx, slot: takeSlot, release: once(() => refer(-1)) };
    },
    evict() {
      expiry.set(0);
      refer(0);
    },
  };
}

function createSlots(parallel: number): RunnerLease['slot'] {
  const queue = createSlotQueue(parallel);
  const caches = createPromptCaches(parallel);
  const slotOf = (index: number): RunnerSlot => ({
    prefill: (prompt) => caches.prefill(index, prompt),
    release: once(() => queue.give(index)),
  });
  return (signal) => {
    const taken = queue.take(signal);
    if (typeof taken === 'number') return slotOf(taken);
    return taken.then((index) => (index === undefined ? undefined : slotOf(index)));
  };
}
