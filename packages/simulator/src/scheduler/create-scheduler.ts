import { type Clock, pause } from '../clock.ts';
import type { Model } from '../models/model.ts';
import { RequestError } from '../requests/request-error.ts';
import { createLoadQueue } from './load-queue.ts';
import { parallelOf } from './parallel.ts';
import { createRunner, type Runner } from './runner.ts';
import type { LoadedModel, RunnerClaim, RunnerLease, Scheduler } from './scheduler.ts';

export interface SchedulerSetup {
  readonly clock: Clock;
  readonly numParallel: number;
  /** Models resident at once (OLLAMA_MAX_LOADED_MODELS). */
  readonly maxLoaded: number;
  /** Loads that may wait (OLLAMA_MAX_QUEUE); calls of a loaded model are not counted. */
  readonly maxQueue: number;
  readonly loadMs: number;
  readonly keepAliveMs: number;
  readonly observe: (model: string, event: 'load' | 'reload' | 'unload') => void;
}

export function createScheduler(setup: SchedulerSetup): Scheduler {
  const runners = new Map<string, Runner>();
  const loads = createLoadQueue(setup.maxQueue);
  const fitting = (claim: RunnerClaim) => {
    const runner = runners.get(claim.model.name);
    return runner && sameOptions(runner, claim) ? runner : undefined;
  };
  const start = (claim: RunnerClaim, ended: () => void) => {
    const runner = createRunner({
      clock: setup.clock,
      model: claim.model,
      options: claim.options,
      parallel: parallelOf(claim.model, setup.numParallel),
      keepAliveMs: claim.keepAliveMs ?? setup.keepAliveMs,
      ended,
    });
    runners.set(claim.model.name, runner);
    return runner;
  };
  const room = createRoom(runners);
  /** Runs alone: one load at a time, and a slow one holds up all others (server/sched.go processPending). */
  const load = async (claim: RunnerClaim): Promise<RunnerLease | undefined> => {
    const ready = fitting(claim);
    if (ready) return ready.use(claim.keepAliveMs);
    const { name } = claim.model;
    const reload = runners.has(name);
    if (reload) await room.clear(name, claim.signal);
    else if (runners.size >= setup.maxLoaded) await room.clear(victim(runners), claim.signal);
    if (!(await pause(setup.clock, setup.loadMs, claim.signal))) return undefined;
    if (claim.loadFailure !== undefined) throw new RequestError(500, claim.loadFailure);
    setup.observe(name, reload ? 'reload' : 'load');
    return start(claim, () => {
      runners.delete(name);
      setup.observe(name, 'unload');
      room.ended();
    }).use(claim.keepAliveMs);
  };
  return {
    async lease(claim) {
      if (claim.signal.aborted) return undefined;
      const runner = fitting(claim);
      return runner ? runner.use(claim.keepAliveMs) : loads.run(claim.signal, () => load(claim));
    },
    unload: (model: Model) => runners.get(model.name)?.evict(),
    loaded: () => [...runners.values()].map(describe).sort((a, b) => b.expiresAt - a.expiresAt),
    dispose: () => {
      for (const runner of runners.values()) runner.dispose();
      runners.clear();
    },
  };
}

function sameOptions(runner: Runner, claim: RunnerClaim): boolean {
  return JSON.stringify(runner.options) === JSON.stringify(claim.options);
}

function describe(runner: Runner): LoadedModel {
  return {
    model: runner.model,
    contextLength: runner.options.num_ctx,
    expiresAt: runner.expiresAt(),
  };
}

/** An idle runner if there is one, else the one that would leave first (server/sched.go findRunnerToUnload). */
function victim(runners: ReadonlyMap<string, Runner>): string {
  const order = [...runners.values()].sort(
    (a, b) =>
      Math.sign(a.references()) - Math.sign(b.references()) || a.keepAliveMs() - b.keepAliveMs(),
  );
  return order[0]?.model.name ?? '';
}

function createRoom(runners: ReadonlyMap<string, Runner>) {
  let wake = () => {};
  return {
    ended: () => wake(),
    /** Waits until the named runner has ended; its calls in flight finish first. */
    async clear(name: string, signal: AbortSignal): Promise<void> {
      runners.get(name)?.evict();
      while (runners.has(name) && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
  };
}
