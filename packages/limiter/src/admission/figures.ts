import type { AdmissionFigures, AdmissionReason } from '../admission-error.ts';
import { elapsedMs } from './elapsed.ts';
import type { Ledger } from './ledger.ts';
import { countAhead } from './policy.ts';
import type { Ticket } from './ticket.ts';

export interface Refusal {
  readonly ticket: Ticket;
  readonly reason: AdmissionReason;
  readonly now: number;
  /** Slots of the ticket's model. */
  readonly slots: number;
}

/** What a refused caller is told, read while its ticket still waits. At a key's cap, limit and use are the key's own. */
export function refusalFigures(ledger: Ledger, refusal: Refusal): AdmissionFigures {
  const { ticket, reason, slots } = refusal;
  const { key, keyConcurrency } = ticket.claim;
  const model = ledger.modelOf(ticket);
  const position = countAhead(model.waiting, ticket) + 1;
  const median = model.heldTimes.median();
  const byKey = reason === 'key-cap' && keyConcurrency !== undefined;
  return {
    limit: byKey ? keyConcurrency : slots,
    inUse: byKey ? ledger.keys.running(key) : model.inUse,
    queued: model.waiting.size - 1,
    position,
    estimatedWaitMs:
      median === undefined || slots < 1 ? undefined : Math.ceil((position * median) / slots),
    waitedMs: elapsedMs(ticket.arrivedAt, refusal.now),
  };
}
