/** One property: it held or it didn't. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The figures that decided it. */
  readonly detail: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a campaign found. It has passed when every check is ok. */
export interface Outcome {
  readonly checks: readonly Check[];
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** Everything measured, for machines. */
  readonly figures: unknown;
}

export function passed({ checks }: Outcome): boolean {
  return checks.every(({ ok }) => ok);
}
