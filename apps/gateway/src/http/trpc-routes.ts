import type { IncomingHttpHeaders } from 'node:http';
import {
  type AppRouter,
  appRouter,
  type Context,
  type Services,
  type Surface,
  toHearthError,
} from '@hearth/api';
import { assertShallowJson, HearthError, retryHeaders } from '@hearth/wire';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import { answerOver } from './answer-over.ts';
import { answerHeaders, toRequestFacts } from './request-facts.ts';
import { toShellError } from './shell-error.ts';
import { trpcErrorBody } from './trpc-error.ts';

export interface TrpcRoutesOptions {
  readonly services: Services;
  readonly log: Log;
  readonly surface: Surface;
}

const maxBatchSize = 20;

type TrpcOptions = FastifyTRPCPluginOptions<AppRouter>['trpcOptions'];

/** Errors of Hearth itself, with their cause; what a caller did wrong is in the request log already. */
function logFault(log: Log, requestId: string | undefined, cause: unknown): void {
  const error = toHearthError(cause);
  if (error.code !== 'internal_error') return;
  log.error({ requestId, err: error.cause }, 'a procedure failed');
}

/** As tRPC decides it (http/resolveResponse.ts): by its own header, or by `accept` where a client avoids a preflight. */
function takesJsonl(headers: IncomingHttpHeaders): boolean {
  if (headers['trpc-accept'] !== undefined) return headers['trpc-accept'] === 'application/jsonl';
  return headers.accept?.split(',').some((type) => type.trim() === 'application/jsonl') ?? false;
}

function trpcOptions({ services, log, surface }: TrpcRoutesOptions): TrpcOptions {
  return {
    router: appRouter,
    createContext({ req, res }): Context {
      const report: Context['request']['report'] = (facts) => {
        if (!res.sent && !res.raw.headersSent) res.headers(answerHeaders(facts));
      };
      const acceptsStream = takesJsonl(req.headers);
      const about = { id: req.id, surface, acceptsStream, over: answerOver(res.raw), report };
      return { services, request: toRequestFacts(req.raw, about) };
    },
    responseMeta({ errors }) {
      const [first] = errors;
      return first === undefined ? {} : { headers: retryHeaders(toHearthError(first)) };
    },
    onError: ({ error, ctx }) => logFault(log, ctx?.request.id, error),
  };
}

const procedures = new Set(Object.keys(appRouter._def.procedures));

/** A label of low cardinality: whatever a caller types into the path, it is one of our names. */
function procedureName(path: unknown): string {
  if (typeof path !== 'string') return 'unknown';
  if (path.includes(',')) return 'batch';
  return procedures.has(path) ? path : 'unknown';
}

/** tRPC bounds batches too, but refuses in plain text and without the request id. */
function assertSmallBatch(path: unknown): void {
  const calls = typeof path === 'string' ? path.split(',').length : 1;
  if (calls <= maxBatchSize) return;
  throw new HearthError(
    'invalid_value',
    `A batch may hold ${maxBatchSize} calls, this one has ${calls}.`,
  );
}

/** `/trpc`: tRPC's own adapter. It parses JSON of any depth, so the depth is checked here. */
export async function mountTrpc(scope: FastifyInstance, options: TrpcRoutesOptions): Promise<void> {
  scope.addHook('preValidation', async (request) => {
    const { body, params } = request;
    const { path } = params as { path?: unknown };
    request.routeName = procedureName(path);
    assertSmallBatch(path);
    if (typeof body === 'string') assertShallowJson(body);
  });
  scope.setErrorHandler((cause, request, reply) => {
    const error = toShellError(cause);
    const body = trpcErrorBody(error, request.id);
    return reply
      .code(error.status)
      .headers(retryHeaders(error))
      .type('application/json')
      .send(body);
  });
  await scope.register(fastifyTRPCPlugin, { prefix: '', trpcOptions: trpcOptions(options) });
}
