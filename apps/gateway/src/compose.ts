import type { Services } from '@hearth/api';
import type { Store } from '@hearth/db';
import { openPglite } from '@hearth/db/pglite';
import { openPostgres } from '@hearth/db/postgres';
import { createLimiter, createRates, type Limiter } from '@hearth/limiter';
import {
  createOllama,
  createProfiles,
  createWarmKeeper,
  type Ollama,
  type Profiles,
  type WarmKeeper,
} from '@hearth/ollama';
import { docsPage } from '@hearth/openai-rest';
import { canonicalModelName, type HearthError } from '@hearth/wire';
import type { FastifyInstance } from 'fastify';
import { createAccess } from './access/access.ts';
import { drainableAccess } from './access/drainable-access.ts';
import { createFailedKeys } from './access/failed-keys.ts';
import { createKeyRing } from './access/key-ring.ts';
import { createKeys } from './access/keys.ts';
import { localAccess } from './access/local-access.ts';
import { createAdmission } from './calls/admission.ts';
import { createChatCalls } from './calls/chat-calls.ts';
import { createEmbedCalls } from './calls/embed-calls.ts';
import { createLedger } from './calls/ledger.ts';
import { createOpenModel } from './calls/open-model.ts';
import { createPrefillEstimate } from './calls/prefill-estimate.ts';
import type { Environment } from './env.ts';
import type { Home } from './home/home.ts';
import { createOpenRequests, type OpenRequests } from './http/open-requests.ts';
import { createProbe } from './http/probe.ts';
import { createLocalServer, createServer } from './http/server.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createModels } from './models/models.ts';
import { acquireForWarmup, createResidency } from './models/residency.ts';
import { createSlotTable } from './models/slot-table.ts';
import { createSystemState } from './system-state.ts';
import { chooseUpstream, type Upstream } from './upstream/choose-upstream.ts';
import { createUsageRecorder } from './usage/usage-recorder.ts';
import { createUsageReports } from './usage/usage-reports.ts';
import { version } from './version.ts';

export interface ComposeOptions {
  readonly environment: Environment;
  readonly home: Home;
  readonly log: Log;
}

/** Everything, wired. */
export interface Composition extends AsyncDisposable {
  readonly home: string;
  readonly log: Log;
  readonly store: Store;
  readonly upstream: Upstream;
  /** What a person should know: of the upstream, and of settings that do nothing yet. */
  readonly warnings: readonly string[];
  readonly limiter: Limiter;
  readonly warmKeeper: WarmKeeper;
  readonly server: FastifyInstance;
  readonly localServer: FastifyInstance;
  readonly open: OpenRequests;
  /** The first installed model that can chat: for the snippets of the banner. */
  firstChatModel(): Promise<string | undefined>;
  /** Lets nobody new in. */
  beginDrain(): void;
  /** Ends every running call with this error. */
  endCalls(reason: HearthError): void;
}

function openStore({ environment, home }: ComposeOptions): Promise<Store> | Store {
  const { databaseUrl } = environment;
  if (databaseUrl === undefined) return openPglite({ folder: home.databaseFolder });
  return openPostgres({ url: databaseUrl });
}

/** What the operator has set for each model, by canonical name. A warm model stays in memory for good. */
function modelSettings({ context, warm }: Environment) {
  const contexts = new Map(
    [...context].map(([name, length]) => [canonicalModelName(name), length]),
  );
  const warmModels = new Set(warm.map(canonicalModelName));
  return {
    isWarm: (model: string) => warmModels.has(model),
    contextOf: (model: string) => contexts.get(model),
    settings: (model: string) => ({
      contextLength: contexts.get(model),
      keepAlive: warmModels.has(model) ? -1 : undefined,
    }),
  };
}

/** How long a warm-up may wait for a slot that nobody wants. */
const warmWaitMs = 1_000;

interface WarmParts {
  readonly ollama: Ollama;
  readonly profiles: Profiles;
  readonly limiter: Limiter;
}

function keepWarm({ ollama, profiles, limiter }: WarmParts, { environment, log }: ComposeOptions) {
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

/** Closes in the order given; one that fails doesn't keep the others open. */
async function closeAll(parts: readonly AsyncDisposable[], log: Log): Promise<void> {
  for (const part of parts) {
    try {
      await part[Symbol.asyncDispose]();
    } catch (error) {
      log.warn({ error: String(error) }, 'a part did not close cleanly');
    }
  }
}

/** Both at once, since each takes seconds on a first start. When one can't be opened the other is closed again. */
async function openBoth(options: ComposeOptions): Promise<[Store, Upstream]> {
  const opening = Promise.resolve(openStore(options));
  const choosing = chooseUpstream(options.environment);
  try {
    return await Promise.all([opening, choosing]);
  } catch (error) {
    const settled = await Promise.allSettled([opening, choosing]);
    const opened = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await closeAll(opened, options.log);
    throw error;
  }
}

/** Opens the stores, chooses the upstream and wires every port. Throws what opening throws; then nothing stays open. */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const { environment, home, log } = options;
  const onError = (error: unknown) =>
    log.warn({ error: String(error) }, 'the database could not be written');
  const [store, upstream] = await openBoth(options);
  const warnings = [...upstream.warnings, ...environment.warnings];
  const defaultModel = environment.defaultModel ?? (upstream.demo ? 'demo-chat' : undefined);

  const ollama = createOllama({ url: upstream.url });
  const { isWarm, contextOf, settings } = modelSettings(environment);
  const profiles = createProfiles({ ollama, settings });
  const slots = createSlotTable({
    profiles,
    configured: environment.slots,
    numParallel: environment.ollamaNumParallel,
  });
  const limiter = createLimiter({
    slotsOf: slots.slotsOf,
    acquireTimeoutMs: environment.acquireTimeoutMs,
    queueLimit: environment.queueLimit,
  });
  const metrics = createMetrics(() => limiter.snapshot().models);
  const recorder = createUsageRecorder({
    usage: store.usage,
    onTrouble: (error) =>
      log.warn({ error: String(error) }, 'usage is kept until the database is back'),
    onRecovered: () => log.info('usage is written again'),
  });
  const ledger = createLedger({ record: recorder.record, metrics });
  const admission = createAdmission({
    limiter,
    rates: createRates(),
    demo: upstream.demo,
    onRefusal: metrics.refusal,
  });

  const draining = new AbortController();
  const ended = new AbortController();
  const isDraining = () => draining.signal.aborted;
  const pepper = home.pepper();
  const ring = createKeyRing({ keys: store.keys, pepper });
  const access = createAccess({ ring, failedKeys: createFailedKeys(), keys: store.keys, onError });
  const shutdown = ended.signal;
  const residency = createResidency({ ollama, profiles, limiter, audit: store.audit });
  const openModel = createOpenModel({ profiles, slots, defaultModel });
  const calls = { ollama, openModel, admission, ledger, shutdown };
  const warmKeeper = keepWarm({ ollama, profiles, limiter }, options);
  const ollamaProbe = createProbe({ check: (signal) => ollama.version({ signal }) });
  const databaseProbe = createProbe({ check: () => store.check().then(() => null) });

  const services: Services = {
    access: drainableAccess(access, isDraining),
    chat: createChatCalls({ ...calls, prefill: createPrefillEstimate() }),
    embed: createEmbedCalls(calls),
    models: createModels({ ollama, slots, residency, isWarm, contextOf }),
    keys: createKeys({ keys: store.keys, pepper, ring }),
    usage: createUsageReports(store.usage, recorder),
    system: createSystemState({
      upstreamUrl: upstream.url,
      demo: upstream.demo,
      warnings,
      storeKind: store.kind,
      ollama: ollamaProbe,
      database: databaseProbe,
      limiter,
      recorder,
      warm: warmKeeper.snapshot,
      isDraining,
    }),
  };

  const open = createOpenRequests();
  const health = {
    ollama: ollamaProbe,
    database: databaseProbe,
    isDraining,
    warnings,
  };
  const { bodyLimitBytes, metricsOpen } = environment;
  const shell = { services, log, metrics, health, open, version, bodyLimitBytes, metricsOpen };
  const server = await createServer({ ...shell, docsPage: docsPage(version) });
  const localServer = await createLocalServer({
    services: { ...services, access: localAccess },
    log,
  });

  return {
    home: home.folder,
    log,
    store,
    upstream,
    warnings,
    limiter,
    warmKeeper,
    server,
    localServer,
    open,
    async firstChatModel() {
      if (defaultModel !== undefined) return defaultModel;
      const models = await services.models.installed().catch(() => []);
      return models.find((model) => model.capabilities.includes('completion'))?.id;
    },
    beginDrain: () => draining.abort(),
    endCalls: (reason) => ended.abort(reason),
    async [Symbol.asyncDispose]() {
      const closing = [localServer, server].map((each) => ({
        [Symbol.asyncDispose]: () => each.close(),
      }));
      await closeAll([...closing, warmKeeper, recorder, ollama, upstream, store], log);
    },
  };
}
