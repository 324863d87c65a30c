import type { Ticket } from './ticket.ts';

/** What a policy may know when a slot of one model is free. */
interface Choice {
  /** In order of arrival. */
  readonly waiting: Iterable<Ticket>;
  /** False for a ticket whose key runs as many calls as it may. */
  mayRun(ticket: Ticket): boolean;
}

/** Who takes the free slot; `undefined` leaves it free. Must be pure: it is asked again after every change. */
export type Policy = (choice: Choice) => Ticket | undefined;

/**
 * First come, first served, stepping over those whose key is at its cap: they wait for their own calls, not for a slot.
 * A background ticket goes only when nobody else waits for the model, not even somebody at a cap.
 */
export const firstComeFirstServed: Policy = ({ waiting, mayRun }) => {
  let someoneWaits = false;
  let background: Ticket | undefined;
  for (const ticket of waiting) {
    if (ticket.claim.lane === 'background') {
      if (background === undefined && mayRun(ticket)) background = ticket;
    } else if (mayRun(ticket)) return ticket;
    else someoneWaits = true;
  }
  return someoneWaits ? undefined : background;
};

/** How many of those waiting go before this ticket as long as nothing changes. */
export function countAhead(waiting: Iterable<Ticket>, ticket: Ticket): number {
  const inBackground = ticket.claim.lane === 'background';
  let ahead = 0;
  let passed = false;
  for (const other of waiting) {
    if (other === ticket) passed = true;
    else if (other.claim.lane === 'background') ahead += inBackground && !passed ? 1 : 0;
    else if (inBackground || !passed) ahead += 1;
  }
  return ahead;
}
