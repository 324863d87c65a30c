import { type ErrorStatus, type HearthError, type Scope, toErrorBody } from '@hearth/wire';
import { transformer } from '@hearth/wire/transformer';
import { initTRPC, TRPCError } from '@trpc/server';
import type { Context } from './context.ts';
import type { Services } from './services.ts';
import { toHearthError } from './to-hearth-error.ts';

const trpcCodes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  499: 'CLIENT_CLOSED_REQUEST',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
} as const satisfies Record<ErrorStatus, TRPCError['code']>;

/** The tRPC error whose status is the true one. */
export function toTrpcError(error: HearthError): TRPCError {
  return new TRPCError({ code: trpcCodes[error.status], message: error.message, cause: error });
}

/** Cloudflare's tunnel flushes `application/x-ndjson` at once and buffers tRPC's default, `application/json`. */
const jsonl = { contentType: 'application/x-ndjson', pingMs: 5_000 } as const;

const t = initTRPC.context<Context>().create({
  transformer,
  isDev: false,
  jsonl,
  errorFormatter({ shape, error, ctx }) {
    const hearthError = toHearthError(error);
    return {
      ...shape,
      message: hearthError.message,
      data: {
        code: trpcCodes[hearthError.status],
        httpStatus: hearthError.status,
        path: shape.data.path,
        requestId: ctx?.request.id ?? null,
        retryAfterMs: hearthError.retryAfterMs ?? null,
        canRetry: hearthError.canRetry,
        error: toErrorBody(hearthError).error,
      },
    };
  },
});

export const router = t.router;

/** A procedure that anyone may call. Gives the services their type and every error its place in the closed table. */
const publicProcedure = t.procedure.use(async ({ ctx, next }) => {
  const result = await next({ ctx: { services: ctx.services as Services } });
  if (result.ok) return result;
  throw toTrpcError(toHearthError(result.error));
});

/** A procedure for keys that hold the scope; runs before the input is parsed. */
export function keyProcedure(scope: Scope) {
  return publicProcedure.use(async ({ ctx, next }) => {
    const { token, remoteAddress } = ctx.request;
    const principal = await ctx.services.access.authorize(token, scope, remoteAddress);
    return next({ ctx: { principal } });
  });
}

/** A procedure of the owner's: reading needs `admin:read`, everything else `admin:*`. */
export function adminProcedure(scope: 'admin:read' | 'admin:*') {
  return keyProcedure(scope).use(({ ctx, next }) =>
    next({ ctx: { actor: { name: ctx.principal.keyName, requestId: ctx.request.id } } }),
  );
}
