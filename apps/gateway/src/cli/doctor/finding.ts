/** What one check has found. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'problem' | 'skipped';
  readonly detail: string;
  /** What to do about a problem. */
  readonly fix: string | null;
}

export function ok(name: string, detail: string): Finding {
  return { name, status: 'ok', detail, fix: null };
}

export function skipped(name: string, detail: string): Finding {
  return { name, status: 'skipped', detail, fix: null };
}

export function problem(name: string, detail: string, fix: string): Finding {
  return { name, status: 'problem', detail, fix };
}
