import type { Claim } from '../limiter.ts';

/** Waiting → held → (draining →) over, or waiting → over. Nothing ever goes back. */
type TicketState = 'waiting' | 'held' | 'draining' | 'over';

/** One claim on its way through admission. Compared by identity: a request id may come twice. */
export interface Ticket {
  readonly claim: Claim;
  readonly arrivedAt: number;
  /** Place in the order of all arrivals: times may be equal. */
  readonly order: number;
  state: TicketState;
  /** Meaningful once held. */
  grantedAt: number;
  /** Tokens: the claim's estimate until the true cost is known. What a fair policy counts. */
  cost: number;
}

export function createTicket(claim: Claim, arrival: { now: number; order: number }): Ticket {
  const { now, order } = arrival;
  return { claim, arrivedAt: now, order, state: 'waiting', grantedAt: now, cost: claim.tokens };
}
