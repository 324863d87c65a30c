import type { SettingFault } from '../../env.ts';

/** 1 = it failed; 2 = it was asked wrongly (arguments or settings). */
export type ExitCode = 1 | 2;

/** An error as a person or a script reads it: a sentence that says what to do, and a code that stays. */
export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly faults?: readonly SettingFault[];
}
