import type { Fault } from './fault.ts';

export function abortedFault(reason: unknown): Fault {
  return { code: 'aborted', detail: 'The call was aborted.', cause: reason };
}

/** Not retryable: the limit is the caller's own, and so is the choice to wait longer. */
export function timeoutFault(timeoutMs: number): Fault {
  return { code: 'timeout', detail: `No answer began within ${timeoutMs} ms.` };
}

/** Runtimes say "fetch failed" and keep the reason one level down. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error && cause.cause.message !== ''
    ? cause.cause.message
    : cause.message;
}

/** undici gives up after 300 s without a byte, whatever `timeoutMs` says (undici Client.js `headersTimeout`, `bodyTimeout`). */
const runtimeTimeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

function isRuntimeTimeout(cause: unknown): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && 'code' in inner && runtimeTimeouts.includes(String(inner.code));
}

export function connectionFault(cause: unknown, baseURL: string): Fault {
  const detail = `${baseURL} could not be reached or broke off: ${reasonOf(cause)}.`;
  if (isRuntimeTimeout(cause)) return { code: 'timeout', detail, cause };
  return { code: 'connection_failed', detail, retryable: true, cause };
}

export function interruptedFault(cause: unknown): Fault {
  const detail = `The answer broke off in the middle: ${reasonOf(cause)}.`;
  return { code: 'stream_interrupted', detail, retryable: true, cause };
}

export function unreadableFault(cause: unknown): Fault {
  const detail = `The answer could not be read: ${reasonOf(cause)}.`;
  return { code: 'unexpected_response', detail, cause };
}

export function notSentFault(cause: unknown): Fault {
  return {
    code: 'request_not_sent',
    detail: `The request could not be made: ${reasonOf(cause)}.`,
    cause,
  };
}
