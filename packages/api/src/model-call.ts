import { HearthError } from '@hearth/wire';
import type { Context } from './context.ts';
import type { ModelCall, Principal } from './services.ts';

/** Cloudflare ends an origin that is silent for 120 s; a wait has to end, with a status, well before that. */
const longestWaitMs = 90_000;

/** Throws `HearthError` `invalid_value` for anything but digits; a longer wait than 90 s is taken as 90 s. */
export function parseMaxWait(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) {
    throw new HearthError(
      'invalid_value',
      "Invalid value for 'x-hearth-max-wait-ms': expected milliseconds from 0 to 90000, digits only.",
      { param: 'x-hearth-max-wait-ms' },
    );
  }
  return Math.min(Number(value), longestWaitMs);
}

/** Refused before anything is admitted: tRPC would find out only when the model is at work already. */
export function assertAcceptsStream({ request }: Context): void {
  if (request.acceptsStream) return;
  const message =
    "This procedure streams: send 'trpc-accept: application/jsonl' and ?batch=1, or call chat.complete.";
  throw new HearthError('unsupported_media_type', message, { param: 'trpc-accept' });
}

export interface ModelCallOptions {
  readonly path: string;
  readonly stream: boolean;
}

export function toModelCall(
  context: Context & { readonly principal: Principal },
  { path, stream }: ModelCallOptions,
): ModelCall {
  const { request, principal } = context;
  return {
    requestId: request.id,
    principal,
    surface: request.surface,
    route: path,
    stream,
    maxWaitMs: parseMaxWait(request.maxWait),
    // The end of the answer, whole or not: it comes no later than the caller's own going.
    signal: request.over,
    report: (facts) => request.report(facts),
  };
}
