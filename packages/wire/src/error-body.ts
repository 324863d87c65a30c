import * as z from 'zod';
import type { HearthError } from './hearth-error.ts';

/** OpenAI's error body: all four keys are always there (OpenAI specification, schema `Error`). */
export const ErrorBody = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
      limit: z.int().optional(),
      in_use: z.int().optional(),
      queued: z.int().optional(),
      position: z.int().optional(),
      estimated_wait_ms: z.int().optional(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.output<typeof ErrorBody>;

export function toErrorBody(error: HearthError): ErrorBody {
  const { message, type, param, code, figures } = error;
  return { error: { message, type, param, code, ...figures } };
}

/**
 * Headers that tell a caller when to come back. `retry-after` is whole seconds, `retry-after-ms` exact; both openai SDKs and
 * the AI SDK ignore a wait over 60 s (openai-node client.ts `retryRequest`), so it is capped there.
 * `x-should-retry: false` is sent only where a retry can't help; openai-node obeys it.
 */
export function retryHeaders(error: HearthError): Record<string, string> {
  if (error.status !== 429 && error.status !== 503) return {};
  if (!error.canRetry) return { 'x-should-retry': 'false' };
  const waitMs = Math.min(Math.max(Math.ceil(error.retryAfterMs ?? 0), 1), 60_000);
  return {
    'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
    'retry-after-ms': String(waitMs),
    'x-should-retry': 'true',
  };
}
