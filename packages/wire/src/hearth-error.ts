import { type ErrorCode, type ErrorStatus, errorCodes } from './error-codes.ts';

/** Figures of a refusal, sent beside the four OpenAI keys. Never another caller's data. */
export interface RefusalFigures {
  readonly limit?: number;
  readonly in_use?: number;
  readonly queued?: number;
  readonly position?: number;
  readonly estimated_wait_ms?: number;
}

export interface HearthErrorOptions {
  /** The field at fault, as OpenAI writes it: `messages[0].content`. */
  readonly param?: string | undefined;
  /** Milliseconds after which the same call has a fair chance. Default for a code that may be retried: 2000. */
  readonly retryAfterMs?: number | undefined;
  readonly figures?: RefusalFigures | undefined;
  readonly cause?: unknown;
}

const brand = Symbol.for('hearth.error');

/** "I don't know yet": what a caller is told to wait when nothing is known. */
const unknownWaitMs = 2_000;

/** The one error that crosses a boundary inside Hearth: a code of the closed table and a sentence that says what to do. */
export class HearthError extends Error {
  override readonly name = 'HearthError' as const;
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly retryAfterMs: number | undefined;
  readonly figures: RefusalFigures;

  constructor(code: ErrorCode, message: string, options: HearthErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const mayRetry =
      errorCodes[code].retry === 'after' && [429, 503].includes(errorCodes[code].status);
    this.code = code;
    this.param = options.param ?? null;
    this.retryAfterMs = options.retryAfterMs ?? (mayRetry ? unknownWaitMs : undefined);
    this.figures = options.figures ?? {};
  }

  get status(): ErrorStatus {
    return errorCodes[this.code].status;
  }

  get type(): string {
    return errorCodes[this.code].type;
  }

  get canRetry(): boolean {
    return errorCodes[this.code].retry === 'after';
  }
}

/** A brand check, so that it holds across duplicate copies of this package. */
export function isHearthError(value: unknown): value is HearthError {
  return typeof value === 'object' && value !== null && brand in value;
}
