import type { Environment } from '../../env.ts';
import type { AdminConnection } from './admin-connection.ts';
import { noGateway } from './no-gateway.ts';
import type { OfflineStore } from './offline-store.ts';

/** No gateway: the store is opened by the first question about keys or usage, and Ollama is asked about models. */
export function openOffline(environment: Environment): AdminConnection {
  let opening: Promise<OfflineStore> | undefined;

  function store(): Promise<OfflineStore> {
    opening ??= import('./offline-store.ts').then((each) => each.openOfflineStore(environment));
    return opening;
  }

  async function refuse(): Promise<never> {
    throw noGateway(environment.home);
  }

  return {
    via: 'store',
    target: environment.databaseUrl === undefined ? environment.home : 'DATABASE_URL',
    keys: {
      create: async (request) => (await store()).keys.create(request),
      list: async () => (await store()).keys.list(),
      revoke: async (id) => (await store()).keys.revoke(id),
    },
    usage: {
      summary: async (request) => (await store()).usage.summary(request),
      rows: async (request) => (await store()).usage.rows(request),
    },
    models: {
      installed: async () => {
        const { installedOffline } = await import('./offline-models.ts');
        return installedOffline(environment);
      },
      warm: refuse,
      unload: refuse,
    },
    system: { snapshot: refuse },
    async [Symbol.asyncDispose]() {
      const opened = await opening?.catch(() => undefined);
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
