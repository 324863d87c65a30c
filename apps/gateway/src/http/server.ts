import type { IncomingMessage } from 'node:http';
import { HearthError } from '@hearth/wire';
import Fastify, { type FastifyInstance } from 'fastify';
import { endStalledReaders, stallMs } from './end-stalled-readers.ts';
import { requestIdOf } from './request-facts.ts';
import { mountRest } from './rest-routes.ts';
import { refuseMalformed, sendError } from './send-error.ts';
import type { ServerOptions } from './server-options.ts';
import { mountShell } from './shell-routes.ts';
import { mountTrpc, type TrpcRoutesOptions } from './trpc-routes.ts';
import { watchRequests } from './watch-requests.ts';

const maxHeaderBytes = 16_384;
const genReqId = ({ headers }: IncomingMessage) => requestIdOf(headers);

const httpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than cloudflared keeps its idle connections, so that it is never the gateway that closes one in use.
  keepAliveTimeout: 75_000,
  maxHeaderSize: maxHeaderBytes,
} as const;

function createShell({ bodyLimitBytes }: ServerOptions): FastifyInstance {
  return Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    genReqId,
    // As long as a whole header may be: a path that Node lets in is ours to answer.
    routerOptions: { maxParamLength: maxHeaderBytes },
    frameworkErrors(error, request, reply) {
      reply.header('x-request-id', request.id);
      return sendError(reply, error);
    },
    clientErrorHandler: refuseMalformed,
    // `close` ends idle connections at once; those under way are waited for by the drain.
    forceCloseConnections: 'idle',
    connectionTimeout: stallMs,
    http: httpLimits,
  });
}

/** The HTTP server: Fastify as the shell, `/v1` on the raw socket, `/trpc` through tRPC's adapter. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { services, log } = options;
  const server = createShell(options);
  server.decorateRequest('routeName', undefined);
  endStalledReaders(server.server);
  watchRequests(server, options);
  server.setErrorHandler((error, _request, reply) => sendError(reply, error));
  server.setNotFoundHandler(({ method, url }, reply) => {
    const path = url.split('?')[0] ?? '/';
    return sendError(reply, new HearthError('not_found', `Unknown route: ${method} ${path}.`));
  });
  mountShell(server, options);
  await server.register(async (scope) => mountRest(scope, options), { prefix: '/v1' });
  await server.register(async (scope) => mountTrpc(scope, { services, log, surface: 'trpc' }), {
    prefix: '/trpc',
  });
  return server;
}

/** The command line's own server, on a socket in the home folder: `/trpc` only, trusted because only its owner can open it. */
export async function createLocalServer(
  options: Omit<TrpcRoutesOptions, 'surface'>,
): Promise<FastifyInstance> {
  const server = Fastify({ logger: false, genReqId, forceCloseConnections: true });
  server.decorateRequest('routeName', undefined);
  server.setErrorHandler((error, _request, reply) => sendError(reply, error));
  await server.register(async (scope) => mountTrpc(scope, { ...options, surface: 'internal' }), {
    prefix: '/trpc',
  });
  return server;
}
