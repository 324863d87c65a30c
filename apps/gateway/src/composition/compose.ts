import type { Services } from '@hearth/api';
import type { UsageRepository } from '@hearth/db';
import type { FastifyInstance } from 'fastify';
import { localAccess } from '../access/local-access.ts';
import type { HealthOptions } from '../http/health.ts';
import { createOpenRequests } from '../http/open-requests.ts';
import { createProbe } from '../http/probe.ts';
import { createLocalServer, createServer } from '../http/server.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { openJournal } from '../usage/journal.ts';
import { createUsageRecorder } from '../usage/usage-recorder.ts';
import { closeAll } from './close-all.ts';
import { type Box, composeBox } from './compose-box.ts';
import { composeServices } from './compose-services.ts';
import type { ComposeOptions, Composition } from './composition.ts';
import { type Outside, openOutside } from './open-outside.ts';

function recordUsage(usage: UsageRepository, { home, log }: ComposeOptions) {
  const journal = openJournal({
    folder: home.journalFolder,
    onError: (error) => log.error({ error: String(error) }, 'a usage row is not in the journal'),
  });
  return createUsageRecorder({
    usage,
    journal,
    onTrouble: (error) =>
      log.warn({ error: String(error) }, 'usage is kept until the database is back'),
    onRecovered: () => log.info('usage is written again'),
  });
}

function probe({ store }: Outside, { ollama }: Box): Pick<HealthOptions, 'ollama' | 'database'> {
  return {
    ollama: createProbe({ check: (signal) => ollama.version({ signal }) }),
    database: createProbe({ check: () => store.check().then(() => null) }),
  };
}

async function findChatModel({ models }: Services): Promise<string | undefined> {
  const installed = await models.installed().catch(() => []);
  return installed.find(({ capabilities }) => capabilities.includes('completion'))?.id;
}

const asDisposable = (server: FastifyInstance): AsyncDisposable => ({
  [Symbol.asyncDispose]: () => server.close(),
});

/** Opens the stores, chooses the upstream and wires every port. Throws what opening throws; then nothing stays open. */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const { environment, home, log } = options;
  const { bodyLimitBytes, metricsOpen } = environment;
  const outside = await openOutside(options);
  const { store, upstream } = outside;
  const warnings = [...upstream.warnings, ...environment.warnings];
  const defaultModel = environment.defaultModel ?? (upstream.demo ? 'demo-chat' : undefined);

  const box = composeBox({ url: upstream.url, environment, log });
  const { ollama, limiter, warmKeeper } = box;
  const metrics = createMetrics(() => limiter.snapshot().models);
  const recorder = recordUsage(store.usage, options);
  const draining = new AbortController();
  const ended = new AbortController();
  const isDraining = () => draining.signal.aborted;
  const health = { ...probe(outside, box), isDraining, warnings };

  const parts = { ...outside, box, recorder, metrics, health, defaultModel };
  const services = composeServices({ ...parts, shutdown: ended.signal }, options);
  const open = createOpenRequests();
  const shell = { services, log, metrics, health, open, bodyLimitBytes, metricsOpen };
  const server = await createServer(shell);
  const local = { ...services, access: localAccess };
  const localServer = await createLocalServer({ services: local, log });

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
    firstChatModel: async () => defaultModel ?? findChatModel(services),
    beginDrain: () => draining.abort(),
    endCalls: (reason) => ended.abort(reason),
    async [Symbol.asyncDispose]() {
      const servers = [localServer, server].map(asDisposable);
      await closeAll([...servers, warmKeeper, recorder, ollama, upstream, store], log);
    },
  };
}
