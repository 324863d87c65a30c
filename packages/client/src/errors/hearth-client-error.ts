import type { RefusalFigures } from '@hearth/wire';
import type { Fault, HearthErrorCode } from './fault.ts';

const brand = Symbol.for('hearth.client-error');

function inSeconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 100) / 10} s`;
}

function messageOf({ status, code, detail, requestId, retryAfterMs }: Fault): string {
  const head = status === undefined ? code : `${status} ${code}`;
  const notes = [
    requestId === undefined ? [] : `request_id=${requestId}`,
    retryAfterMs === undefined ? [] : `retry after ${inSeconds(retryAfterMs)}`,
  ].flat();
  return notes.length === 0 ? `${head}: ${detail}` : `${head}: ${detail} (${notes.join(', ')})`;
}

/** The one error that this client throws. `cause` is what it was made from: for `aborted`, the caller's reason. */
export class HearthClientError extends Error {
  override readonly name = 'HearthClientError' as const;
  readonly [brand] = true;
  readonly code: HearthErrorCode;
  /** What the gateway (or this client) says, without the code, the request id and the wait. */
  readonly detail: string;
  /** The HTTP status, also of an error inside a stream; undefined when no answer came. */
  readonly status: number | undefined;
  /** Names the call in the gateway's log and its usage rows. */
  readonly requestId: string | undefined;
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean;
  /** Milliseconds after which the same call has a fair chance. */
  readonly retryAfterMs: number | undefined;
  /** The field at fault: `messages[0].content`. */
  readonly param: string | undefined;
  /** Figures of a refusal: `limit`, `in_use`, `queued`, `position`, `estimated_wait_ms`. */
  readonly figures: RefusalFigures;
  /** The text that had come when a stream broke; undefined when nothing of the answer had. */
  readonly partial: string | undefined;

  constructor(fault: Fault) {
    super(messageOf(fault), fault.cause === undefined ? undefined : { cause: fault.cause });
    this.code = fault.code;
    this.detail = fault.detail;
    this.status = fault.status;
    this.requestId = fault.requestId;
    this.retryable = fault.retryable ?? false;
    this.retryAfterMs = fault.retryAfterMs;
    this.param = fault.param;
    this.figures = fault.figures ?? {};
    this.partial = fault.partial;
  }
}

/** A brand check, so that it holds across duplicate copies of this package. */
export function isHearthClientError(value: unknown): value is HearthClientError {
  return typeof value === 'object' && value !== null && brand in value;
}
