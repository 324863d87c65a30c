import type { AppRouter } from '@hearth/api';
import { transformer } from '@hearth/wire/transformer';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { AdminConnection } from './admin-connection.ts';
import { toGatewayError } from './gateway-error.ts';
import type { Line } from './line.ts';

export interface TrpcConnectionOptions {
  readonly via: 'http' | 'socket';
  readonly target: string;
  readonly line: Line;
  readonly token?: string | undefined;
  /** Makes an error fit the way in. Default: as it is. */
  readonly explain?: ((error: unknown) => unknown) | undefined;
}

function createClient({ line, token }: TrpcConnectionOptions) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${line.baseUrl}/trpc`,
        headers,
        transformer,
        fetch: (url, { method, headers: own, body } = {}) =>
          line.fetch(String(url), {
            ...(method === undefined ? {} : { method }),
            headers: new Headers(own),
            ...(typeof body === 'string' ? { body } : {}),
          }),
      }),
    ],
  });
}

/** A running gateway, by its own router. */
export function createTrpcConnection(options: TrpcConnectionOptions): AdminConnection {
  const { via, target, line, explain = (error) => error } = options;
  const { admin } = createClient(options);

  async function ask<Answer>(call: Promise<Answer>): Promise<Answer> {
    try {
      return await call;
    } catch (error) {
      throw explain(toGatewayError(error, target));
    }
  }

  return {
    via,
    target,
    keys: {
      create: (request) => ask(admin.keys.create.mutate(request)),
      list: async () => (await ask(admin.keys.list.query())).keys,
      revoke: (id) => ask(admin.keys.revoke.mutate({ id })),
    },
    usage: {
      summary: (request) => ask(admin.usage.summary.query(request)),
      rows: async (request) => (await ask(admin.usage.rows.query(request))).rows,
    },
    models: {
      installed: async () => (await ask(admin.models.list.query())).models,
      warm: (model) => ask(admin.models.warm.mutate({ model })),
      unload: (model) => ask(admin.models.unload.mutate({ model })),
    },
    system: { snapshot: () => ask(admin.system.snapshot.query()) },
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  };
}
