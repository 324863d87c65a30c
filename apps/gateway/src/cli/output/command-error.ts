import type { ExitCode } from './explanation.ts';

export interface CommandErrorOptions {
  /** Default 1. */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** A failure that the command line explains itself: a code that stays and a sentence that says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError' as const;
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, options: CommandErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? 1;
  }
}
