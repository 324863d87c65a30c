import type { Probe, ProbeState } from './probe.ts';

export interface HealthOptions {
  readonly ollama: Probe;
  readonly database: Probe;
  readonly isDraining: () => boolean;
  readonly warnings: readonly string[];
}

export interface Readiness {
  readonly ready: boolean;
  /** The first thing that is wrong; null when nothing is. */
  readonly culprit: 'draining' | 'ollama' | 'database' | null;
  readonly checks: { readonly ollama: PublicState; readonly database: PublicState };
  readonly warnings: readonly string[];
}

/** Readable without a key, so it says what is wrong but not the address of anything. */
interface PublicState {
  readonly state: ProbeState['state'];
  readonly checkedAt: string | null;
}

const toPublic = ({ state, checkedAt }: ProbeState): PublicState => ({ state, checkedAt });

/** Whether callers can be served now, and if not, what is in the way. */
export async function readiness(options: HealthOptions): Promise<Readiness> {
  const [ollama, database] = await Promise.all([options.ollama.read(), options.database.read()]);
  const culprit = options.isDraining()
    ? 'draining'
    : ollama.state !== 'up'
      ? 'ollama'
      : database.state !== 'up'
        ? 'database'
        : null;
  return {
    ready: culprit === null,
    culprit,
    checks: { ollama: toPublic(ollama), database: toPublic(database) },
    warnings: options.warnings,
  };
}
