import { type AppRouter, appRouter, type Context, toHearthError } from '@hearth/api';
import { parseJson, retryHeaders } from '@hearth/wire';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import { answerHeaders, toRequestFacts } from './request-facts.ts';
import type { ServerOptions } from './server.ts';

const maxBatchSize = 20;

type TrpcOptions = FastifyTRPCPluginOptions<AppRouter>['trpcOptions'];

/** Errors of Hearth itself, with their cause; what a caller did wrong is in the request log already. */
function logFault({ log }: ServerOptions, requestId: string | undefined, cause: unknown): void {
  const error = toHearthError(cause);
  if (error.code === 'internal_error')
    log.error({ requestId, err: error.cause }, 'a procedure failed');
}

function trpcOptions(options: ServerOptions): TrpcOptions {
  return {
    router: appRouter,
    maxBatchSize,
    createContext({ req, res }): Context {
      const report: Context['request']['report'] = (facts) => {
        if (!res.sent && !res.raw.headersSent) res.headers(answerHeaders(facts));
      };
      return {
        services: options.services,
        request: toRequestFacts(req.raw, { id: req.id, surface: 'trpc', report }),
      };
    },
    responseMeta({ errors }) {
      const [first] = errors;
      return first === undefined ? {} : { headers: retryHeaders(toHearthError(first)) };
    },
    onError: ({ error, ctx }) => logFault(options, ctx?.request.id, error),
  };
}

const procedures = new Set(Object.keys(appRouter._def.procedures));

/** A label of low cardinality: whatever a caller types into the path, it is one of our names. */
function procedureName(path: unknown): string {
  if (typeof path !== 'string') return 'unknown';
  if (path.includes(',')) return 'batch';
  return procedures.has(path) ? path : 'unknown';
}

/** `/trpc`: tRPC's own adapter. Its body parser leaves JSON to tRPC, so the depth is checked here. */
export async function mountTrpc(scope: FastifyInstance, options: ServerOptions): Promise<void> {
  scope.addHook('preValidation', async (request) => {
    const { body, params } = request;
    request.routeName = procedureName((params as { path?: unknown }).path);
    if (typeof body === 'string' && body !== '') parseJson(body);
  });
  await scope.register(fastifyTRPCPlugin, { prefix: '', trpcOptions: trpcOptions(options) });
}
