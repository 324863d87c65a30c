import { appRouter, toTrpcError } from '@hearth/api';
import type { HearthError } from '@hearth/wire';
import { getTRPCErrorShape, transformTRPCResponse } from '@trpc/server';

/** An error from before tRPC took over (a body over the limit, JSON too deep), in the envelope that its clients read. */
export function trpcErrorBody(error: HearthError, requestId: string): string {
  const config = appRouter._def._config;
  const shape = getTRPCErrorShape({
    config,
    error: toTrpcError(error),
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  const named = { ...shape, data: { ...shape.data, requestId } };
  return JSON.stringify(transformTRPCResponse(config, { error: named }));
}
