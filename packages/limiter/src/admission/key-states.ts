import type { Claim } from '../limiter.ts';
import type { Ticket } from './ticket.ts';

interface KeyState {
  running: number;
  /** In order of arrival, over all models. */
  readonly waiting: Set<Ticket>;
}

/** What each key runs and waits for, over all models. A key with neither isn't remembered. */
export interface KeyStates {
  running(key: string): number;
  atCap(claim: Claim): boolean;
  waits(ticket: Ticket): void;
  stopsWaiting(ticket: Ticket): void;
  runs(ticket: Ticket): void;
  stopsRunning(ticket: Ticket): void;
  /** The models a key waits for, one for each of its calls. */
  modelsAwaited(key: string): readonly string[];
}

export function createKeyStates(): KeyStates {
  const states = new Map<string, KeyState>();

  function change({ claim: { key } }: Ticket, apply: (state: KeyState) => void): void {
    const state = states.get(key) ?? { running: 0, waiting: new Set() };
    apply(state);
    if (state.running > 0 || state.waiting.size > 0) states.set(key, state);
    else states.delete(key);
  }

  function running(key: string): number {
    return states.get(key)?.running ?? 0;
  }

  return {
    running,
    atCap: ({ key, keyConcurrency }) =>
      keyConcurrency !== undefined && running(key) >= keyConcurrency,
    waits: (ticket) => change(ticket, ({ waiting }) => waiting.add(ticket)),
    stopsWaiting: (ticket) => change(ticket, ({ waiting }) => waiting.delete(ticket)),
    runs: (ticket) =>
      change(ticket, (state) => {
        state.running += 1;
      }),
    stopsRunning: (ticket) =>
      change(ticket, (state) => {
        state.running -= 1;
      }),
    modelsAwaited: (key) => {
      const waiting = states.get(key)?.waiting;
      return waiting === undefined ? [] : [...waiting].map(({ claim }) => claim.model);
    },
  };
}
