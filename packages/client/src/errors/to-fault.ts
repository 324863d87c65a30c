import { TRPCClientError } from '@trpc/client';
import type { Fault } from './fault.ts';
import { isHearthClientError } from './hearth-client-error.ts';
import { connectionFault, interruptedFault, unreadableFault } from './local-fault.ts';
import { serverFault } from './server-fault.ts';

export interface FaultContext {
  readonly baseURL: string;
  /** Of the response, for an error that doesn't say it itself. */
  readonly requestId: string | undefined;
  /** The text so far, once the answer has begun. */
  readonly partial: string | undefined;
}

/** tRPC wraps whatever its links throw. */
function unwrapped(cause: unknown): unknown {
  return cause instanceof TRPCClientError ? (cause.cause ?? cause) : cause;
}

/** The message of tRPC's `TransformResultError` (unstable-core-do-not-import/transformer.ts), which has no name of its own. */
const notTrpc = 'Unable to transform response from server';

function isUnreadable(cause: unknown): boolean {
  if (cause instanceof SyntaxError || cause instanceof TRPCClientError) return true;
  return cause instanceof Error && cause.message === notTrpc;
}

function unknownFault(cause: unknown, { baseURL, partial }: FaultContext): Fault {
  if (isUnreadable(cause)) return unreadableFault(cause);
  return partial === undefined ? connectionFault(cause, baseURL) : interruptedFault(cause);
}

function withContext(fault: Fault, { requestId, partial }: FaultContext): Fault {
  return { ...fault, requestId: fault.requestId ?? requestId, partial };
}

/** Anything that an attempt threw, as what is known of it. An error of the gateway keeps its code, also inside a stream. */
export function toFault(cause: unknown, context: FaultContext): Fault {
  const said = cause instanceof TRPCClientError ? serverFault(cause.data) : undefined;
  if (said !== undefined) return withContext(said, context);
  const inner = unwrapped(cause);
  if (isHearthClientError(inner)) return withContext({ ...inner, cause: inner.cause }, context);
  return withContext(unknownFault(inner, context), context);
}
