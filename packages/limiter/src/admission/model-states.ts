import type { AdmissionReason } from '../admission-error.ts';
import { createHeldTimes, type HeldTimes } from './held-times.ts';
import type { Ticket } from './ticket.ts';

export interface ModelState {
  readonly name: string;
  /** In order of arrival; leaving from the middle costs nothing. */
  readonly waiting: Set<Ticket>;
  readonly heldTimes: HeldTimes;
  readonly refused: Record<AdmissionReason, number>;
  /** Slots taken, draining ones included. */
  inUse: number;
  draining: number;
  granted: number;
}

/** How many models with nothing held and nobody waiting are remembered, for their counters and held times. */
export const rememberedIdleModels = 1000;

export interface ModelStates {
  get(name: string): ModelState;
  /** To be called after a change: a model gone idle is the next but 999 to be forgotten, one in use is kept. */
  touch(state: ModelState): void;
  all(): Iterable<ModelState>;
}

function createModelState(name: string): ModelState {
  return {
    name,
    waiting: new Set(),
    heldTimes: createHeldTimes(),
    refused: { 'slots-taken': 0, 'queue-full': 0, 'key-cap': 0 },
    inUse: 0,
    draining: 0,
    granted: 0,
  };
}

/** The states of all models in use and of the last thousand idle ones: names come from callers, so they are bounded. */
export function createModelStates(): ModelStates {
  const states = new Map<string, ModelState>();
  const idle = new Set<ModelState>();

  function forgetOldest(): void {
    const [oldest] = idle;
    if (oldest === undefined) return;
    idle.delete(oldest);
    states.delete(oldest.name);
  }

  return {
    get(name) {
      const known = states.get(name);
      if (known !== undefined) return known;
      const state = createModelState(name);
      states.set(name, state);
      return state;
    },
    touch(state) {
      idle.delete(state);
      if (state.inUse > 0 || state.waiting.size > 0) return;
      idle.add(state);
      if (idle.size > rememberedIdleModels) forgetOldest();
    },
    all: () => states.values(),
  };
}
