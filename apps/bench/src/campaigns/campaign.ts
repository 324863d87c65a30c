import type { Outcome } from '../report/outcome.ts';

/** One option of a campaign on the command line. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly default?: string | boolean;
  readonly help: string;
}

export type Flags = Readonly<Record<string, Flag>>;
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** A named run that proves a property or measures a figure, bounded in count and in time. */
export interface Campaign {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  readonly flags: Flags;
  /** Throws `UsageError` for a value that it can't take. `say` tells a person how far it is. */
  run(values: Values, say: (line: string) => void): Promise<Outcome>;
}

/** What was typed makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError' as const;
}

/** A whole number of at least `least`. Throws `UsageError`. */
export function wholeNumber(values: Values, name: string, least = 1): number {
  const number = Number(values[name]);
  if (values[name] !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`--${name}: expected a whole number of at least ${least}`);
}
