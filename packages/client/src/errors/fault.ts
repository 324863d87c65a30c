import type { ErrorCode, RefusalFigures } from '@hearth/wire';

/**
 * What went wrong on this side. `aborted`: the caller ended the call. `timeout`: no first byte in time. `connection_failed`:
 * the gateway wasn't reached, or the connection broke before the answer. `stream_interrupted`: it broke inside the answer.
 * `unexpected_response`: the answer isn't Hearth's (a proxy's page). `request_not_sent`: the request couldn't be made.
 */
export type ClientErrorCode =
  | 'aborted'
  | 'timeout'
  | 'connection_failed'
  | 'stream_interrupted'
  | 'unexpected_response'
  | 'request_not_sent';

/** Any string: a newer gateway may have codes that this client doesn't know. */
export type HearthErrorCode = ErrorCode | ClientErrorCode | (string & Record<never, never>);

/** Everything that is known of an error, before it is one. */
export interface Fault {
  readonly code: HearthErrorCode;
  /** A sentence that says what to do. */
  readonly detail: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly param?: string | undefined;
  readonly figures?: RefusalFigures | undefined;
  readonly partial?: string | undefined;
  readonly cause?: unknown;
}
