import type { IncomingMessage } from 'node:http';
import type { Services } from '@hearth/api';
import { errorAnswer, openApiDocument } from '@hearth/openai-rest';
import { HearthError } from '@hearth/wire';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type HealthOptions, readiness } from './health.ts';
import type { OpenRequests } from './open-requests.ts';
import { remoteAddressOf, requestIdOf, tokenOf } from './request-facts.ts';
import { mountRest } from './rest-routes.ts';
import { toShellError } from './shell-error.ts';
import { mountTrpc, type TrpcRoutesOptions } from './trpc-routes.ts';

export interface ServerOptions {
  readonly services: Services;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: HealthOptions;
  readonly open: OpenRequests;
  readonly version: string;
  readonly bodyLimitBytes: number;
  readonly metricsOpen: boolean;
  readonly docsPage: string;
}

const maxHeaderBytes = 16_384;

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, headers, body } = errorAnswer(error);
  return reply.code(status).headers(headers).send(body);
}

/** A request that isn't HTTP gets an answer a client can read, and its connection is closed. */
function refuseMalformed(
  error: Error & { code?: string },
  socket: NodeJS.WritableStream & { writable: boolean },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const { body } = errorAnswer(
    new HearthError('invalid_value', 'This is not a valid HTTP request.'),
  );
  const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
  socket.end(`${head}${body}`);
}

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

function watchRequests(server: FastifyInstance, { open, log, metrics }: ServerOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    const startedAt = performance.now();
    const end = open.begin();
    reply.header('x-request-id', request.id);
    reply.raw.once('close', () => {
      end();
      const ms = performance.now() - startedAt;
      const route = request.routeName ?? request.routeOptions.url ?? 'unknown';
      const surface = surfaceOf(request.url);
      const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
      metrics.request({ surface, route, status, seconds: ms / 1_000 });
      log.info(
        { requestId: request.id, method: request.method, route, status, ms: Math.round(ms) },
        'request',
      );
    });
  });
}

function mountShell(server: FastifyInstance, options: ServerOptions): void {
  const { health, metrics, services, version, metricsOpen, docsPage } = options;
  const document = openApiDocument(version);

  async function requireKey(
    request: { raw: IncomingMessage },
    scope: 'admin:read' | null,
  ): Promise<void> {
    const token = tokenOf(request.raw.headers);
    await services.access.authorize(token, scope, remoteAddressOf(request.raw));
  }

  server.get('/livez', async () => ({ status: 'alive' }));
  server.get('/readyz', async (_request, reply) => {
    const state = await readiness(health);
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  server.get('/metrics', async (request, reply) => {
    if (!metricsOpen) await requireKey(request, 'admin:read');
    return reply.type(metrics.contentType).send(await metrics.text());
  });
  server.get('/openapi.json', async (request) => {
    await requireKey(request, null);
    return document;
  });
  server.get('/docs', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .send(docsPage),
  );
}

/** The command line's own server, on a socket in the home folder: `/trpc` only, trusted because only its owner can open it. */
export async function createLocalServer(
  options: Omit<TrpcRoutesOptions, 'surface'>,
): Promise<FastifyInstance> {
  const server = Fastify({
    logger: false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    forceCloseConnections: true,
  });
  server.decorateRequest('routeName', undefined);
  server.setErrorHandler((error, _request, reply) => sendError(reply, toShellError(error)));
  await server.register(async (scope) => mountTrpc(scope, { ...options, surface: 'internal' }), {
    prefix: '/trpc',
  });
  return server;
}

/** The HTTP server: Fastify as the shell, `/v1` on the raw socket, `/trpc` through tRPC's adapter. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { services, log } = options;
  const server = Fastify({
    logger: false,
    bodyLimit: options.bodyLimitBytes,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    // As long as a whole header may be: a path that Node lets in is ours to answer.
    routerOptions: { maxParamLength: maxHeaderBytes },
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      return sendError(reply, toShellError(error));
    },
    clientErrorHandler: refuseMalformed,
    // `close` ends idle connections at once; those under way are waited for by the drain.
    forceCloseConnections: 'idle',
    http: {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 75_000,
      maxHeaderSize: maxHeaderBytes,
    },
  });
  server.decorateRequest('routeName', undefined);
  watchRequests(server, options);
  server.setErrorHandler((error, _request, reply) => sendError(reply, toShellError(error)));
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    return sendError(
      reply,
      new HearthError('not_found', `Unknown route: ${request.method} ${path}.`),
    );
  });
  mountShell(server, options);
  await server.register(async (scope) => mountRest(scope, options), { prefix: '/v1' });
  await server.register(async (scope) => mountTrpc(scope, { services, log, surface: 'trpc' }), {
    prefix: '/trpc',
  });
  return server;
}
