import { createCore } from './core.ts';
import type { Fault } from './faults/fault.ts';
import { createFaultPlan } from './faults/fault-plan.ts';
import { createFetch } from './http/fetch.ts';
import { type Listening, type ListenOptions, listen } from './http/listen.ts';
import { createModelStore } from './models/model-store.ts';
import { type Settings, type SimulatorOptions, settle } from './options.ts';
import type { Parts } from './parts.ts';
import { createRandom } from './random.ts';
import { createScript, type ScriptedReply } from './replies/script.ts';
import { createScheduler } from './scheduler/create-scheduler.ts';
import { createRecorder, type Recorder } from './stats/recorder.ts';
import type { SimulatorStats } from './stats/stats.ts';

/** A simulated Ollama. */
export interface Simulator extends AsyncDisposable {
  /** Answers in process, whatever the host of the URL. */
  readonly fetch: typeof fetch;
  /** Answers over HTTP; may be called more than once. Throws what the socket throws, such as EADDRINUSE. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Makes calls fail from now on; null ends it. */
  behave(fault: Fault | readonly Fault[] | null): void;
  /** Dictates answers, in order; see `ScriptedReply`. */
  script(...replies: readonly ScriptedReply[]): void;
  stats(): SimulatorStats;
  /** Forgets what was counted; calls in flight and open sockets stay counted. */
  resetStats(): void;
  /** Closes all listeners and their connections, ends the calls in flight, and forgets the loaded models. */
  close(): Promise<void>;
}

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const parts = createParts(settle(options));
  const handle = createCore(parts);
  const { now } = parts.settings.clock;
  const inProcess = createFetch({ handle, now });
  const listeners: (() => Promise<void>)[] = [];
  const close = async () => {
    inProcess.close();
    await Promise.all(listeners.splice(0).map((end) => end()));
    parts.scheduler.dispose();
  };
  return {
    fetch: inProcess.fetch,
    async listen(where = {}) {
      const setup = { handle, now, connected: parts.recorder.connected };
      const { url, port, close: end } = await listen(setup, where);
      listeners.push(end);
      return { url, port };
    },
    behave: parts.faults.behave,
    script: (...replies) => replies.forEach(parts.script.add),
    stats: parts.recorder.snapshot,
    resetStats: parts.recorder.reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createParts(settings: Settings): Parts {
  const recorder = createRecorder(settings.keepBodies);
  return {
    settings,
    recorder,
    models: createModelStore(settings.models),
    registry: createModelStore(settings.registry),
    scheduler: createSchedulerOf(settings, recorder),
    faults: createFaultPlan(createRandom(settings.seed)),
    script: createScript(),
  };
}

function createSchedulerOf(settings: Settings, recorder: Recorder) {
  return createScheduler({
    clock: settings.clock,
    numParallel: settings.numParallel,
    maxLoaded: settings.maxLoadedModels,
    maxQueue: settings.maxQueue,
    loadMs: settings.loadMs,
    keepAliveMs: settings.keepAliveMs,
    observe: recorder.scheduled,
  });
}
