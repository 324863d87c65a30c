import { createKeyStates, type KeyStates } from './key-states.ts';
import { createModelStates, type ModelState, type ModelStates } from './model-states.ts';
import type { Ticket } from './ticket.ts';

/** Who waits and who holds: the only place where tickets change state and counts change with them. */
export interface Ledger {
  readonly models: ModelStates;
  readonly keys: KeyStates;
  /** Waiting tickets over all models. */
  waitingCount(): number;
  modelOf(ticket: Ticket): ModelState;
  join(ticket: Ticket): void;
  /** Out of the queue without a slot. */
  leave(ticket: Ticket): void;
  /** Out of the queue with a slot. */
  hold(ticket: Ticket, now: number): void;
  drain(ticket: Ticket): void;
  /** The slot is free again. */
  free(ticket: Ticket, now: number): void;
}

export function createLedger(): Ledger {
  const models = createModelStates();
  const keys = createKeyStates();
  let waitingCount = 0;

  const modelOf = (ticket: Ticket): ModelState => models.get(ticket.claim.model);

  function takeOut(ticket: Ticket): ModelState {
    const model = modelOf(ticket);
    model.waiting.delete(ticket);
    waitingCount -= 1;
    keys.stopsWaiting(ticket);
    return model;
  }

  return {
    models,
    keys,
    waitingCount: () => waitingCount,
    modelOf,
    join(ticket) {
      modelOf(ticket).waiting.add(ticket);
      waitingCount += 1;
      keys.waits(ticket);
    },
    leave(ticket) {
      takeOut(ticket);
      ticket.state = 'over';
    },
    hold(ticket, now) {
      const model = takeOut(ticket);
      ticket.state = 'held';
      ticket.grantedAt = now;
      model.inUse += 1;
      model.granted += 1;
      keys.runs(ticket);
    },
    drain(ticket) {
      ticket.state = 'draining';
      modelOf(ticket).draining += 1;
    },
    free(ticket, now) {
      const model = modelOf(ticket);
      if (ticket.state === 'draining') model.draining -= 1;
      ticket.state = 'over';
      model.inUse -= 1;
      model.heldTimes.add(now - ticket.grantedAt);
      keys.stopsRunning(ticket);
    },
  };
}
