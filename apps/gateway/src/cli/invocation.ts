import type { Environment } from '../env.ts';
import type { Output } from './output/output.ts';
import type { Paint } from './output/paint.ts';

/** What a command has to work with. */
export interface Invocation {
  readonly output: Output;
  /** Colours the answer when a person at a terminal wants that. */
  readonly paint: Paint;
  /** The settings, read when a command needs them. Throws `SettingsError`. */
  environment(): Environment;
  /** Sets the exit code of a command that has answered; default 0. */
  exitWith(code: number): void;
}
