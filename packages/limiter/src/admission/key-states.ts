import type { Claim } from '../limiter.ts';

interface KeyState {
  running: number;
  /** Models this key waits for, with the number of its waiting calls. */
  readonly waitingFor: Map<string, number>;
}

/** What each key runs and waits for, over all models. A key with neither isn't remembered. */
export interface KeyStates {
  running(key: string): number;
  atCap(claim: Claim): boolean;
  waits(claim: Claim): void;
  stopsWaiting(claim: Claim): void;
  runs(claim: Claim): void;
  stopsRunning(claim: Claim): void;
  /** The models that a freed place of this key may let run. */
  waitingFor(key: string): readonly string[];
}

export function createKeyStates(): KeyStates {
  const states = new Map<string, KeyState>();

  function change(key: string, apply: (state: KeyState) => void): void {
    const state = states.get(key) ?? { running: 0, waitingFor: new Map() };
    apply(state);
    if (state.running > 0 || state.waitingFor.size > 0) states.set(key, state);
    else states.delete(key);
  }

  function count({ key, model }: Claim, difference: 1 | -1): void {
    change(key, ({ waitingFor }) => {
      const waiting = (waitingFor.get(model) ?? 0) + difference;
      if (waiting > 0) waitingFor.set(model, waiting);
      else waitingFor.delete(model);
    });
  }

  function running(key: string): number {
    return states.get(key)?.running ?? 0;
  }

  return {
    running,
    atCap: ({ key, keyConcurrency }) =>
      keyConcurrency !== undefined && running(key) >= keyConcurrency,
    waits: (claim) => count(claim, 1),
    stopsWaiting: (claim) => count(claim, -1),
    runs: ({ key }) => change(key, (state) => void state.running++),
    stopsRunning: ({ key }) => change(key, (state) => void state.running--),
    waitingFor: (key) => [...(states.get(key)?.waitingFor.keys() ?? [])],
  };
}
