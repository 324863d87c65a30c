import type { Environment } from '../env.ts';
import type { Output } from './output/output.ts';

/** What a command has to work with. */
export interface Invocation {
  readonly output: Output;
  /** The settings, read when a command needs them. Throws `SettingsError`. */
  environment(): Environment;
  /** Sets the exit code of a command that has answered; default 0. */
  exitWith(code: number): void;
}
