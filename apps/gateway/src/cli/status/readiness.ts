import type { SystemSnapshot } from '@hearth/wire';

export interface Readiness {
  readonly ready: boolean;
  /** Everything that is in the way, as sentences. */
  readonly reasons: readonly string[];
}

type State = SystemSnapshot['upstream']['state'];

function inTheWay(name: string, state: State, error: string | null): string[] {
  if (state === 'up') return [];
  if (state === 'unknown') return [`${name} has not been checked yet.`];
  return [`${name} does not answer${error === null ? '' : `: ${error.replace(/\.$/, '')}`}.`];
}

/** Whether callers can be served, and if not, why. */
export function readiness({ draining, upstream, stores }: SystemSnapshot): Readiness {
  const { state, error } = stores.relational;
  const reasons = [
    ...(draining ? ['The gateway is stopping.'] : []),
    ...inTheWay(`Ollama at ${upstream.url}`, upstream.state, upstream.error),
    ...inTheWay('The database', state, error),
  ];
  return { ready: reasons.length === 0, reasons };
}
