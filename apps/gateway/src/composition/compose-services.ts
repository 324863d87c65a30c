import type { Services } from '@hearth/api';
import { createRates } from '@hearth/limiter';
import { createAccess } from '../access/access.ts';
import { drainableAccess } from '../access/drainable-access.ts';
import { createFailedKeys } from '../access/failed-keys.ts';
import { createKeyRing } from '../access/key-ring.ts';
import { createKeys } from '../access/keys.ts';
import { createAdmission } from '../calls/admission.ts';
import { createChatCalls } from '../calls/chat-calls.ts';
import { createEmbedCalls } from '../calls/embed-calls.ts';
import { createLedger } from '../calls/ledger.ts';
import { createOpenModel } from '../calls/open-model.ts';
import { createPrefillEstimate } from '../calls/prefill-estimate.ts';
import type { HealthOptions } from '../http/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createModels } from '../models/models.ts';
import { createResidency } from '../models/residency.ts';
import { createSystemState } from '../system/system-state.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import { createUsageReports } from '../usage/usage-reports.ts';
import { answering } from './answering.ts';
import type { Box } from './compose-box.ts';
import type { ComposeOptions } from './composition.ts';
import type { Outside } from './open-outside.ts';

export interface ServicesParts extends Outside {
  readonly box: Box;
  readonly recorder: UsageRecorder;
  readonly metrics: Metrics;
  readonly health: HealthOptions;
  readonly defaultModel: string | undefined;
  /** Fires when the gateway stops waiting for what still runs. */
  readonly shutdown: AbortSignal;
}

function composeCalls(
  parts: ServicesParts,
  { log }: ComposeOptions,
): Pick<Services, 'chat' | 'embed'> {
  const { box, recorder, metrics, upstream, defaultModel, shutdown } = parts;
  const { ollama, profiles, slots, limiter } = box;
  const onFault = (requestId: string, err: unknown) =>
    log.error({ requestId, err }, 'a call failed');
  const ledger = createLedger({ record: recorder.record, metrics, onFault });
  const onRefusal = metrics.refusal;
  const { demo } = upstream;
  const admission = createAdmission({ limiter, rates: createRates(), demo, onRefusal });
  const openModel = createOpenModel({ profiles, slots, defaultModel });
  const calls = { ollama, openModel, admission, ledger, shutdown };
  return {
    chat: createChatCalls({ ...calls, prefill: createPrefillEstimate() }),
    embed: createEmbedCalls(calls),
  };
}

function composeAccess(
  { store, health }: ServicesParts,
  { home, log }: ComposeOptions,
): Pick<Services, 'access' | 'keys'> {
  const { keys } = store;
  const pepper = home.pepper();
  const ring = createKeyRing({ keys, pepper });
  const onError = (error: unknown) =>
    log.warn({ error: String(error) }, 'the last use of a key could not be written');
  const access = createAccess({ ring, failedKeys: createFailedKeys(), keys, onError });
  return {
    access: drainableAccess(access, health.isDraining),
    keys: createKeys({ keys: answering(keys), pepper, ring }),
  };
}

function composeModels({ box, store }: ServicesParts): Pick<Services, 'models'> {
  const { ollama, profiles, slots, limiter } = box;
  const { isWarm, contextOf } = box.settings;
  const residency = createResidency({ ollama, profiles, limiter, audit: answering(store.audit) });
  return { models: createModels({ ollama, profiles, slots, residency, isWarm, contextOf }) };
}

/** Everything that the procedures stand on. */
export function composeServices(parts: ServicesParts, options: ComposeOptions): Services {
  const { store, upstream, recorder, health, box } = parts;
  const { url: upstreamUrl, demo } = upstream;
  const { limiter, warmKeeper } = box;
  const warm = warmKeeper.snapshot;
  const storeKind = store.kind;
  return {
    ...composeAccess(parts, options),
    ...composeCalls(parts, options),
    ...composeModels(parts),
    usage: createUsageReports(answering(store.usage), recorder),
    system: createSystemState({ ...health, upstreamUrl, demo, storeKind, limiter, recorder, warm }),
  };
}
