import type { AdmissionReason } from '../admission-error.ts';
import type { Claim, LimiterSnapshot, ModelSlots, SettledCost } from '../limiter.ts';
import { elapsedMs } from './elapsed.ts';
import { refusalFigures } from './figures.ts';
import { createLedger } from './ledger.ts';
import type { ModelState } from './model-states.ts';
import type { Outcome } from './outcome.ts';
import { countAhead, type Policy } from './policy.ts';
import { createTicket, type Ticket } from './ticket.ts';

export interface AdmissionOptions {
  /** Read at each decision: a lowered limit never revokes, a raised one counts from the next decision (or `refresh`). */
  readonly slotsOf: (model: string) => number;
  /** The most tickets that may wait, over all models. */
  readonly queueLimit: number;
  readonly policy: Policy;
}

export interface Arrival {
  readonly ticket: Ticket;
  readonly outcomes: readonly Outcome[];
}

/**
 * Decides who holds a slot and who waits. It has no clock, timers or promises: whatever happens is told to it with its time
 * in ms, and it answers what follows, in order. An input that comes too late for its ticket changes nothing, so that a
 * grant, a deadline, an abort and a release may race.
 */
export interface Admission {
  /** With `mayWait` false: now or refused. */
  arrive(arrival: { readonly claim: Claim; readonly mayWait: boolean }, now: number): Arrival;
  /** The deadline of a waiting ticket has passed. */
  expire(ticket: Ticket, now: number): readonly Outcome[];
  /** The caller of a waiting ticket has gone. */
  abandon(ticket: Ticket, now: number): readonly Outcome[];
  /** The call of a held ticket has ended. With `drainMs` above 0 its slot stays taken until `drained`. */
  release(ticket: Ticket, now: number, options?: { readonly drainMs?: number }): readonly Outcome[];
  drained(ticket: Ticket, now: number): readonly Outcome[];
  /** What the call cost in the end. */
  settle(ticket: Ticket, cost: SettledCost): void;
  /** Limits may have changed. */
  refresh(now: number): readonly Outcome[];
  snapshot(): LimiterSnapshot;
}

function slotsShown(model: ModelState, limit: number): ModelSlots {
  const { name, inUse, draining, waiting, granted, refused } = model;
  return {
    model: name,
    limit,
    inUse,
    draining,
    queued: waiting.size,
    granted,
    refused: { ...refused },
  };
}

export function createAdmission({ slotsOf, queueLimit, policy }: AdmissionOptions): Admission {
  const ledger = createLedger();
  const mayRun = (ticket: Ticket): boolean => !ledger.keys.atCap(ticket.claim);

  /** Goes on until no slot is free or the policy leaves it free. */
  function fill(model: ModelState, now: number): Outcome[] {
    const outcomes: Outcome[] = [];
    while (model.waiting.size > 0 && model.inUse < slotsOf(model.name)) {
      const ticket = policy({ waiting: model.waiting, mayRun });
      if (ticket === undefined) break;
      ledger.hold(ticket, now);
      outcomes.push({ type: 'granted', ticket, waitedMs: elapsedMs(ticket.arrivedAt, now) });
    }
    ledger.models.touch(model);
    return outcomes;
  }

  function refuse(ticket: Ticket, reason: AdmissionReason, now: number): Outcome {
    const model = ledger.modelOf(ticket);
    const slots = slotsOf(model.name);
    const figures = refusalFigures(ledger, { ticket, reason, now, slots });
    ledger.leave(ticket);
    model.refused[reason] += 1;
    return { type: 'refused', ticket, reason, figures };
  }

  function queueOrRefuse(ticket: Ticket, mayWait: boolean, now: number): Outcome {
    if (!mayWait) return refuse(ticket, takenOrCapped(ticket), now);
    if (ledger.waitingCount() > queueLimit) return refuse(ticket, 'queue-full', now);
    const { waiting } = ledger.modelOf(ticket);
    return { type: 'queued', ticket, position: countAhead(waiting, ticket) + 1 };
  }

  /** A key at its cap would not run even if a slot were free: that is what its caller must know. */
  function takenOrCapped(ticket: Ticket): AdmissionReason {
    return mayRun(ticket) ? 'slots-taken' : 'key-cap';
  }

  /** A free slot serves its model; a free place of the key, the oldest call that the key waits for, whatever its model. */
  function free(ticket: Ticket, now: number): Outcome[] {
    const { key, model } = ticket.claim;
    const heldMs = elapsedMs(ticket.grantedAt, now);
    ledger.free(ticket, now);
    const names = new Set([...ledger.keys.modelsAwaited(key), model]);
    const granted = [...names].flatMap((name) => fill(ledger.models.get(name), now));
    return [{ type: 'released', ticket, heldMs }, ...granted];
  }

  return {
    arrive({ claim, mayWait }, now) {
      const ticket = createTicket(claim, now);
      ledger.join(ticket);
      const model = ledger.modelOf(ticket);
      const outcomes = fill(model, now);
      if (ticket.state === 'waiting') {
        outcomes.push(queueOrRefuse(ticket, mayWait, now), ...fill(model, now));
      }
      return { ticket, outcomes };
    },
    expire(ticket, now) {
      if (ticket.state !== 'waiting') return [];
      const refused = refuse(ticket, takenOrCapped(ticket), now);
      return [refused, ...fill(ledger.modelOf(ticket), now)];
    },
    abandon(ticket, now) {
      if (ticket.state !== 'waiting') return [];
      ledger.leave(ticket);
      const waitedMs = elapsedMs(ticket.arrivedAt, now);
      return [{ type: 'abandoned', ticket, waitedMs }, ...fill(ledger.modelOf(ticket), now)];
    },
    release(ticket, now, { drainMs = 0 } = {}) {
      if (ticket.state !== 'held') return [];
      if (!(drainMs > 0)) return free(ticket, now);
      ledger.drain(ticket);
      return [{ type: 'draining', ticket, drainMs }];
    },
    drained: (ticket, now) => (ticket.state === 'draining' ? free(ticket, now) : []),
    settle(ticket, { promptTokens, completionTokens }) {
      ticket.cost = promptTokens + completionTokens;
    },
    refresh: (now) => [...ledger.models.all()].flatMap((model) => fill(model, now)),
    snapshot: () => ({
      queueLimit,
      models: [...ledger.models.all()].map((model) => slotsShown(model, slotsOf(model.name))),
    }),
  };
}
