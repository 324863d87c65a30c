import type { FaultPlan } from './faults/fault-plan.ts';
import type { ModelStore } from './models/model-store.ts';
import type { Settings } from './options.ts';
import type { Script } from './replies/script.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { Recorder } from './stats/recorder.ts';

/** What the routes share. */
export interface Parts {
  readonly settings: Settings;
  readonly models: ModelStore;
  readonly registry: ModelStore;
  readonly scheduler: Scheduler;
  readonly recorder: Recorder;
  readonly faults: FaultPlan;
  readonly script: Script;
}
