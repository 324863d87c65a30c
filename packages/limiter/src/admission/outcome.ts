import type { AdmissionFigures, AdmissionReason } from '../admission-error.ts';
import type { LimiterEvent } from '../limiter.ts';
import type { Ticket } from './ticket.ts';

/** What admission decided about one ticket. */
export type Outcome =
  | { readonly type: 'queued'; readonly ticket: Ticket; readonly position: number }
  | { readonly type: 'granted'; readonly ticket: Ticket; readonly waitedMs: number }
  | {
      readonly type: 'refused';
      readonly ticket: Ticket;
      readonly reason: AdmissionReason;
      readonly figures: AdmissionFigures;
    }
  | { readonly type: 'abandoned'; readonly ticket: Ticket; readonly waitedMs: number }
  | { readonly type: 'draining'; readonly ticket: Ticket; readonly drainMs: number }
  | { readonly type: 'released'; readonly ticket: Ticket; readonly heldMs: number };

/** The same as whoever watches sees it: no ticket, and no figures. */
export function toEvent(outcome: Outcome): LimiterEvent {
  const { claim } = outcome.ticket;
  switch (outcome.type) {
    case 'queued':
      return { type: 'claim-queued', claim, position: outcome.position };
    case 'granted':
      return { type: 'claim-granted', claim, waitedMs: outcome.waitedMs };
    case 'refused':
      return { type: 'claim-refused', claim, reason: outcome.reason };
    case 'abandoned':
      return { type: 'claim-abandoned', claim, waitedMs: outcome.waitedMs };
    case 'draining':
      return { type: 'lease-draining', claim, drainMs: outcome.drainMs };
    case 'released':
      return { type: 'lease-released', claim, heldMs: outcome.heldMs };
  }
}
