import { createKeyMeterStore, type KeyMeters } from './rates/key-meters.ts';
import {
  draw,
  emptyMeter,
  type Meter,
  msUntilWhole,
  regained,
  remaining,
  waitFor,
} from './rates/meter.ts';
import type { RateDecision, RateQuestion, RateState, Rates } from './rates.ts';

export interface RatesOptions {
  /** Milliseconds from any origin. Default: the monotonic clock. */
  readonly now?: () => number;
  /** The most keys remembered; past it the longest unused are forgotten. Default 10 000. */
  readonly maxKeys?: number;
}

/** One limit of a key at the moment of a question. */
interface Limit {
  readonly perMinute: number;
  readonly meter: Meter;
  readonly amount: number;
}

type Refused = Extract<RateDecision, { allowed: false }>;

/**
 * More than a whole minute's worth would never fit: such a call needs the whole limit, and goes into overdraft when it is
 * settled.
 */
function limitOf(perMinute: number | undefined, meter: Meter, amount: number): Limit | undefined {
  if (perMinute === undefined) return undefined;
  const whole = Math.max(0, Math.ceil(amount));
  return { perMinute, meter, amount: Math.min(whole, perMinute) };
}

function stateOf({ meter, perMinute }: Limit): RateState {
  return {
    limit: perMinute,
    remaining: remaining(meter, perMinute),
    resetMs: msUntilWhole(meter, perMinute),
  };
}

function refusal(kind: Refused['kind'], limit: Limit | undefined): Refused | undefined {
  if (limit === undefined) return undefined;
  const retryAfterMs = waitFor(limit.meter, limit);
  if (retryAfterMs === 0) return undefined;
  return { allowed: false, kind, retryAfterMs, state: stateOf(limit) };
}

/** The refusal that lasts longer: a caller who waits it out meets no other. */
function longerOf(a: Refused | undefined, b: Refused | undefined): Refused | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.retryAfterMs >= b.retryAfterMs ? a : b;
}

function drawn(limit: Limit | undefined): Limit | undefined {
  return limit && { ...limit, meter: draw(limit.meter, limit.amount) };
}

/** Requests and tokens a minute in this process. Each limit is a bucket as large as itself that refills steadily. */
export function createRates(options: RatesOptions = {}): Rates {
  const clock = options.now ?? (() => performance.now());
  const now = (): number => Math.floor(clock());
  const store = createKeyMeterStore({ maxKeys: options.maxKeys ?? 10_000, now });

  /** The key's meters now, under the rule that holds now. A limit that was lifted leaves no debt behind. */
  function metersNow({ key, rule: { rpm, tpm } }: RateQuestion): KeyMeters {
    const { requests, tokens } = store.get(key);
    const moment = now();
    return {
      rpm,
      tpm,
      requests: rpm === undefined ? emptyMeter : regained(requests, rpm, moment),
      tokens: tpm === undefined ? emptyMeter : regained(tokens, tpm, moment),
    };
  }

  /** Touches the tokens only: the rule may have changed since the question. */
  function settle(key: string, { perMinute }: Limit, difference: number): void {
    const known = store.get(key);
    const tokens = draw(regained(known.tokens, perMinute, now()), difference);
    store.set(key, { ...known, tpm: perMinute, tokens });
  }

  function allow(key: string, requests?: Limit, tokens?: Limit): RateDecision {
    let open = tokens !== undefined;
    return {
      allowed: true,
      ...(requests && { requests: stateOf(requests) }),
      ...(tokens && { tokens: stateOf(tokens) }),
      settle(usedTokens) {
        if (open && tokens) settle(key, tokens, Math.ceil(usedTokens) - tokens.amount);
        open = false;
      },
    };
  }

  /** Both limits are asked before either is drawn on: a call that one refuses costs nothing of the other. */
  function decide(question: RateQuestion): RateDecision {
    const { key, rule } = question;
    if (rule.rpm === undefined && rule.tpm === undefined) return allow(key);
    const current = metersNow(question);
    const requests = limitOf(rule.rpm, current.requests, 1);
    const tokens = limitOf(rule.tpm, current.tokens, question.tokens);
    const refused = longerOf(refusal('requests', requests), refusal('tokens', tokens));
    if (refused !== undefined) return refused;
    const after = { requests: drawn(requests), tokens: drawn(tokens) };
    store.set(key, {
      ...current,
      requests: after.requests?.meter ?? current.requests,
      tokens: after.tokens?.meter ?? current.tokens,
    });
    return allow(key, after.requests, after.tokens);
  }

  return { take: async (question) => decide(question) };
}
