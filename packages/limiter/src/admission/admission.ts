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

interface Arrival {
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

function oldest(tickets: readonly (Ticket | undefined)[]): Ticket | undefined {
  return tickets.filter((ticket) => ticket !== undefined).sort((a, b) => a.order - b.order)[0];
}

export function createAdmission({ slotsOf, queueLimit, policy }: AdmissionOptions): Admission {
  const ledger = createLedger();
  let arrivals = 0;
  const mayRun = (ticket: Ticket): boolean => !ledger.keys.atCap(ticket.claim);

  /** The ticket that may have a slot of this model now. */
  function choose(model: ModelState): Ticket | undefined {
    if (model.waiting.size === 0 || model.inUse >= slotsOf(model.name)) return undefined;
    return policy({ waiting: model.waiting, mayRun });
  }

  /**
   * Goes on until no slot is free or the policy leaves it free. Several models compete only for a place of one key, which
   * goes to its oldest call.
   */
  function fill(models: readonly ModelState[], now: number): Outcome[] {
    const outcomes: Outcome[] = [];
    for (let ticket = oldest(models.map(choose)); ticket; ticket = oldest(models.map(choose))) {
      ledger.hold(ticket, now);
      outcomes.push({ type: 'granted', ticket, waitedMs: elapsedMs(ticket.arrivedAt, now) });
    }
    models.forEach(ledger.models.touch);
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

  /** A free slot serves its model, a free place of the key whatever model the key waits for. */
  function free(ticket: Ticket, now: number): Outcome[] {
    const { key, model } = ticket.claim;
    const heldMs = elapsedMs(ticket.grantedAt, now);
    ledger.free(ticket, now);
    const names = new Set([model, ...ledger.keys.modelsAwaited(key)]);
    const granted = fill([...names].map(ledger.models.get), now);
    return [{ type: 'released', ticket, heldMs }, ...granted];
  }

  return {
    arrive({ claim, mayWait }, now) {
      arrivals += 1;
      const ticket = createTicket(claim, { now, order: arrivals });
      ledger.join(ticket);
      const model = ledger.modelOf(ticket);
      const outcomes = fill([model], now);
      if (ticket.state === 'waiting') {
        outcomes.push(queueOrRefuse(ticket, mayWait, now), ...fill([model], now));
      }
      return { ticket, outcomes };
    },
    expire(ticket, now) {
      if (ticket.state !== 'waiting') return [];
      const refused = refuse(ticket, takenOrCapped(ticket), now);
      return [refused, ...fill([ledger.modelOf(ticket)], now)];
    },
    abandon(ticket, now) {
      if (ticket.state !== 'waiting') return [];
      ledger.leave(ticket);
      const waitedMs = elapsedMs(ticket.arrivedAt, now);
      return [{ type: 'abandoned', ticket, waitedMs }, ...fill([ledger.modelOf(ticket)], now)];
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
    refresh: (now) => [...ledger.models.all()].flatMap((model) => fill([model], now)),
    snapshot: () => ({
      queueLimit,
      models: [...ledger.models.all()].map((model) => slotsShown(model, slotsOf(model.name))),
    }),
  };
}
