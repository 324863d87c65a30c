import type { Clock } from '../clock.ts';
import type { Model } from '../models/model.ts';
import type { RunnerOptions } from '../requests/model-options.ts';
import { createPromptCaches } from './prompt-cache.ts';
import type { RunnerLease, RunnerSlot } from './scheduler.ts';
import { createSlotQueue } from './slot-queue.ts';

export interface Runner {
  readonly model: Model;
  readonly options: RunnerOptions;
  references(): number;
  expiresAt(): number;
  keepAliveMs(): number;
  /** Takes a reference; a given keep-alive replaces the one before. */
  use(keepAliveMs: number | undefined): RunnerLease;
  /** Ends the runner once nothing uses it. */
  evict(): void;
  dispose(): void;
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
  const { clock, parallel } = setup;
  const queue = createSlotQueue(parallel);
  const caches = createPromptCaches(parallel);
  let references = 0;
  let keepAliveMs = setup.keepAliveMs;
  let expiresAt = clock.now() + keepAliveMs;
  let cancelExpiry = () => {};
  let alive = true;

  const end = () => {
    if (!alive) return;
    alive = false;
    cancelExpiry();
    setup.ended();
  };
  const settle = () => {
    cancelExpiry();
    expiresAt = clock.now() + keepAliveMs;
    if (references > 0 || keepAliveMs === Number.POSITIVE_INFINITY) return;
    if (keepAliveMs <= 0) end();
    else cancelExpiry = clock.after(keepAliveMs, end, true);
  };
  const slotOf = (index: number): RunnerSlot => ({
    prefill: (prompt) => caches.prefill(index, prompt),
    release: once(() => queue.give(index)),
  });
  const lease = (): RunnerLease => ({
    contextLength: setup.options.num_ctx,
    slot(signal) {
      const taken = queue.take(signal);
      if (typeof taken === 'number') return slotOf(taken);
      return taken.then((index) => (index === undefined ? undefined : slotOf(index)));
    },
    release: once(() => {
      references -= 1;
      settle();
    }),
  });

  return {
    model: setup.model,
    options: setup.options,
    references: () => references,
    expiresAt: () => expiresAt,
    keepAliveMs: () => keepAliveMs,
    use(wanted) {
      references += 1;
      keepAliveMs = wanted ?? keepAliveMs;
      settle();
      return lease();
    },
    evict() {
      keepAliveMs = 0;
      settle();
    },
    dispose: () => cancelExpiry(),
  };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
