import { createAdmission } from './admission/admission.ts';
import { type Outcome, toEvent } from './admission/outcome.ts';
import { firstComeFirstServed } from './admission/policy.ts';
import type { Ticket } from './admission/ticket.ts';
import { AdmissionError } from './admission-error.ts';
import { createEventHub } from './event-hub.ts';
import { createLease } from './lease.ts';
import type { Claim, Lease, Limiter, LimiterEvent } from './limiter.ts';
import type { SetTimer } from './timer.ts';

export interface LimiterOptions {
  /** How many calls a model may have running. Read at each decision, so it may change at any time. */
  readonly slotsOf: (model: string) => number;
  /** How long a claim waits that doesn't say. Default 250 ms. */
  readonly acquireTimeoutMs?: number;
  /** The most calls that may wait, over all models. Default 64. */
  readonly queueLimit?: number;
  /** The longest wait that a claim may ask for. Default 90 000 ms: Cloudflare ends an origin silent for 120 s. */
  readonly maxWaitMs?: number;
  /** Milliseconds from any origin. Default: the monotonic clock. */
  readonly now?: () => number;
  readonly setTimer?: SetTimer;
}

export interface InProcessLimiter extends Limiter {
  /** To be called after a limit was raised: those who wait are let in at once, not at the next release. */
  refresh(): void;
}

interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
}

type Verdict = PromiseWithResolvers<{ readonly waitedMs: number }>;

const eventsKept = 1024;

/** One limit for all callers of this process: slots a model, first come first served, waiting bounded by time and by count. */
export function createLimiter(options: LimiterOptions): InProcessLimiter {
  const { slotsOf, acquireTimeoutMs = 250, queueLimit = 64, maxWaitMs = 90_000 } = options;
  const now = options.now ?? (() => performance.now());
  const setTimer: SetTimer = options.setTimer ?? setTimeout;
  const admission = createAdmission({ slotsOf, queueLimit, policy: firstComeFirstServed });
  const events = createEventHub<LimiterEvent>(eventsKept);
  const verdicts = new Map<Ticket, Verdict>();

  function apply(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const verdict = verdicts.get(outcome.ticket);
      if (outcome.type === 'granted') verdict?.resolve(outcome);
      if (outcome.type === 'refused') {
        verdict?.reject(new AdmissionError(outcome.reason, outcome.figures));
      }
      events.publish(toEvent(outcome));
    }
  }

  /** Ends the wait at its deadline or when the caller goes. The result calls both off. */
  function limitWait(ticket: Ticket, { waitMs, signal }: Patience): () => void {
    function onAbort(): void {
      apply(admission.abandon(ticket, now()));
      verdicts.get(ticket)?.reject(signal?.reason);
    }
    const timer = setTimer(() => apply(admission.expire(ticket, now())), waitMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    return () => {
      timer[Symbol.dispose]();
      signal?.removeEventListener('abort', onAbort);
    };
  }

  function release(ticket: Ticket, drainMs: number): void {
    apply(admission.release(ticket, now(), { drainMs }));
    if (ticket.state !== 'draining') return;
    setTimer(() => apply(admission.drained(ticket, now())), drainMs).unref();
  }

  async function admit(claim: Claim, patience: Patience): Promise<Lease> {
    const { ticket, outcomes } = admission.arrive({ claim, mayWait: patience.waitMs > 0 }, now());
    const verdict: Verdict = Promise.withResolvers();
    verdicts.set(ticket, verdict);
    apply(outcomes);
    const callOff = ticket.state === 'waiting' ? limitWait(ticket, patience) : undefined;
    try {
      const { waitedMs } = await verdict.promise;
      // Granted, and aborted before the caller could know: nobody is left to release this slot.
      if (patience.signal?.aborted) release(ticket, 0);
      patience.signal?.throwIfAborted();
      return createLease({
        waitedMs,
        onSettle: (cost) => admission.settle(ticket, cost),
        onRelease: (drainMs) => release(ticket, drainMs),
      });
    } finally {
      callOff?.();
      verdicts.delete(ticket);
    }
  }

  return {
    async acquire(claim, { signal } = {}) {
      signal?.throwIfAborted();
      const asked = claim.maxWaitMs ?? acquireTimeoutMs;
      return admit(claim, { signal, waitMs: Math.min(Math.max(0, asked), maxWaitMs) });
    },
    snapshot: admission.snapshot,
    watch: events.watch,
    refresh: () => apply(admission.refresh(now())),
  };
}
