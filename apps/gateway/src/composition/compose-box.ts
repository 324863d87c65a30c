import { createLimiter, type Limiter } from '@hearth/limiter';
import {
  createOllama,
  createProfiles,
  createWarmKeeper,
  type Ollama,
  type Profiles,
  type WarmKeeper,
} from '@hearth/ollama';
import type { Environment } from '../env.ts';
import type { Log } from '../log.ts';
import { createModelSettings, type ModelSettings } from '../models/model-settings.ts';
import { acquireForWarmup } from '../models/residency.ts';
import { createSlotTable, type SlotTable } from '../models/slot-table.ts';

/** The Ollama box: its client, what is known of its models, and the limit on each. */
export interface Box {
  readonly ollama: Ollama;
  readonly settings: ModelSettings;
  readonly profiles: Profiles;
  readonly slots: SlotTable;
  readonly limiter: Limiter;
  readonly warmKeeper: WarmKeeper;
}

export interface BoxOptions {
  readonly url: string;
  readonly environment: Environment;
  readonly log: Log;
}

/** How long a warm-up may wait for a slot that nobody wants. */
const warmWaitMs = 1_000;

function keepWarm(box: Omit<Box, 'warmKeeper'>, { environment, log }: BoxOptions): WarmKeeper {
  const { ollama, profiles, limiter } = box;
  return createWarmKeeper({
    ollama,
    models: () => environment.warm,
    profileOf: profiles.profileOf,
    acquire: (model, { signal }) =>
      acquireForWarmup(limiter, model, { maxWaitMs: warmWaitMs, signal }),
    onEvent(event) {
      const error = 'error' in event ? String(event.error) : undefined;
      log.info({ model: event.model, kind: event.kind, error }, 'warm model');
    },
  });
}

export function composeBox(options: BoxOptions): Box {
  const { url, environment } = options;
  const { slots: configured, ollamaNumParallel: numParallel } = environment;
  const { acquireTimeoutMs, queueLimit } = environment;
  const ollama = createOllama({ url });
  const settings = createModelSettings(environment);
  const profiles = createProfiles({ ollama, settings: settings.profileSettings });
  const slots = createSlotTable({ configured, numParallel });
  const limiter = createLimiter({ slotsOf: slots.slotsOf, acquireTimeoutMs, queueLimit });
  const box = { ollama, settings, profiles, slots, limiter };
  return { ...box, warmKeeper: keepWarm(box, options) };
}
