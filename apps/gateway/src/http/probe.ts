/** What is known of a dependency, and since when. */
export interface ProbeState {
  readonly state: 'up' | 'down' | 'unknown';
  readonly checkedAt: string | null;
  readonly error: string | null;
  /** What the check found, e.g. a version. */
  readonly detail: string | null;
}

export interface Probe {
  /** The state, checked again when it is older than `maxAgeMs`. Many askers share one check. */
  read(): Promise<ProbeState>;
}

export interface ProbeOptions {
  readonly check: (signal: AbortSignal) => Promise<string | null>;
  readonly maxAgeMs?: number;
  readonly timeoutMs?: number;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function createProbe({ check, maxAgeMs = 1_000, timeoutMs = 2_000 }: ProbeOptions): Probe {
  let last: ProbeState = { state: 'unknown', checkedAt: null, error: null, detail: null };
  let validUntil = 0;
  let underWay: Promise<ProbeState> | undefined;

  async function run(): Promise<ProbeState> {
    try {
      const detail = await check(AbortSignal.timeout(timeoutMs));
      last = { state: 'up', checkedAt: new Date().toISOString(), error: null, detail };
    } catch (error) {
      last = {
        state: 'down',
        checkedAt: new Date().toISOString(),
        error: messageOf(error),
        detail: null,
      };
    }
    validUntil = Date.now() + maxAgeMs;
    return last;
  }

  return {
    async read() {
      if (Date.now() < validUntil) return last;
      underWay ??= run().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}
