import { isStoreUnavailable, StoreUnavailableError } from '../store-unavailable-error.ts';

/**
 * An error on its way between threads. A structured clone would lose the brand and the SQLSTATE and pass the other side's stack
 * off as ours, and a driver's error carries the parameters of its statement.
 */
export interface SentError {
  readonly isUnavailable: boolean;
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly cause: SentError | undefined;
}

const builtIn = new Map([RangeError, SyntaxError, TypeError].map((type) => [type.name, type]));

/** Causes of causes of causes, or a ring of them, say nothing more. */
const deepest = 3;

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function sendError(thrown: unknown, depth = 1): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, cause } = error;
  return {
    isUnavailable: isStoreUnavailable(error),
    name,
    message,
    code: codeOf(error),
    cause: cause === undefined || depth === deepest ? undefined : sendError(cause, depth + 1),
  };
}

/** Its stack is that of this call. */
export function receiveError(sent: SentError): Error {
  const options = sent.cause && { cause: receiveError(sent.cause) };
  if (sent.isUnavailable) return new StoreUnavailableError(sent.message, options);
  const error = new (builtIn.get(sent.name) ?? Error)(sent.message, options);
  if (error.name !== sent.name) error.name = sent.name;
  return sent.code === undefined ? error : Object.assign(error, { code: sent.code });
}
