import type { FastifyInstance } from 'fastify';
import type { ServerOptions } from './server-options.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The route as logs and figures name it, where Fastify's own pattern says too little. */
    routeName: string | undefined;
  }
}

function surfaceOf(url: string): string {
  if (url.startsWith('/v1/')) return 'rest';
  return url.startsWith('/trpc/') ? 'trpc' : 'shell';
}

/** Gives every answer its request id, and counts and logs it once its connection is done with it. */
export function watchRequests(
  server: FastifyInstance,
  { open, log, metrics }: Pick<ServerOptions, 'open' | 'log' | 'metrics'>,
): void {
  server.addHook('onRequest', async (request, reply) => {
    const startedAt = performance.now();
    const end = open.begin();
    reply.header('x-request-id', request.id);
    reply.raw.once('close', () => {
      end();
      const { id: requestId, method, url } = request;
      const ms = performance.now() - startedAt;
      const route = request.routeName ?? request.routeOptions.url ?? 'unknown';
      // 499: the caller went away before its answer was whole.
      const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
      metrics.request({ surface: surfaceOf(url), route, status, seconds: ms / 1_000 });
      log.info({ requestId, method, route, status, ms: Math.round(ms) }, 'request');
    });
  });
}
