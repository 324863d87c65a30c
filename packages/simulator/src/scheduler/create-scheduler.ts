import { type Clock, pause } from '../clock.ts';
import { RequestError } from '../requests/request-error.ts';
import { createLoadQueue } from './load-queue.ts';
import { parallelOf } from './parallel.ts';
import { createResidents, type Residents } from './residents.ts';
import { createRunner, type Runner } from './runner.ts';
import type { RunnerClaim, RunnerLease, Scheduler } from './scheduler.ts';

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
  const residents = createResidents();
  const loads = createLoadQueue(setup.maxQueue);
  const fitting = ({ model, options }: RunnerClaim) => {
    const runner = residents.find(model.name);
    return runner && sameOptions(runner, options) ? runner : undefined;
  };
  /** Runs alone: one load at a time, and a slow one holds up all others (server/sched.go processPending). */
  const load = async (claim: RunnerClaim): Promise<RunnerLease | undefined> => {
    const ready = fitting(claim) ?? (await start(setup, residents, claim));
    return ready?.use(claim.keepAliveMs);
  };
  return {
    async lease(claim) {
      if (claim.signal.aborted) return undefined;
      const runner = fitting(claim);
      return runner ? runner.use(claim.keepAliveMs) : loads.run(claim.signal, () => load(claim));
    },
    unload: (model) => residents.find(model.name)?.evict(),
    loaded: residents.list,
    dispose: residents.dispose,
  };
}

/** Makes room, then loads. Undefined when the caller has left meanwhile. */
async function start(
  setup: SchedulerSetup,
  residents: Residents,
  { model, options, signal, keepAliveMs, loadFailure }: RunnerClaim,
): Promise<Runner | undefined> {
  const reload = residents.find(model.name) !== undefined;
  if (reload) await residents.clear(model.name, signal);
  else if (residents.size() >= setup.maxLoaded) await residents.clear(residents.victim(), signal);
  if (!(await pause(setup.clock, setup.loadMs, signal))) return undefined;
  if (loadFailure !== undefined) throw new RequestError(500, loadFailure);
  setup.observe(model.name, reload ? 'reload' : 'load');
  const runner = createRunner({
    clock: setup.clock,
    model,
    options,
    parallel: parallelOf(model, setup.numParallel),
    keepAliveMs: keepAliveMs ?? setup.keepAliveMs,
    ended() {
      residents.remove(model.name);
      setup.observe(model.name, 'unload');
    },
  });
  residents.add(runner);
  return runner;
}

function sameOptions(runner: Runner, options: RunnerClaim['options']): boolean {
  return JSON.stringify(runner.options) === JSON.stringify(options);
}
