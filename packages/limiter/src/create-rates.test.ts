import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignRuns, campaignTimeoutMs } from '../test/campaign.ts';
import { createRates } from './create-rates.ts';
import type { RateDecision, RateRule, Rates } from './rates.ts';

function setUp({ maxKeys = 10_000, startsAt = 0 } = {}) {
  const clock = { time: startsAt };
  const rates = createRates({ now: () => clock.time, maxKeys });
  return { clock, rates };
}

interface Take {
  readonly rule: RateRule;
  readonly tokens?: number;
  readonly key?: string;
}

function take(rates: Rates, { rule, tokens = 0, key = 'key' }: Take): Promise<RateDecision> {
  return rates.take({ key, rule, tokens });
}

async function admitted(rates: Rates, question: Take) {
  const decision = await take(rates, question);
  if (!decision.allowed) throw new Error(`Expected a call to be admitted, got ${decision.kind}`);
  return decision;
}

async function refused(rates: Rates, question: Take) {
  const decision = await take(rates, question);
  if (decision.allowed) throw new Error('Expected a call to be refused');
  return decision;
}

const perMinute = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.constantFrom(7, 60_000, 59_999, 1_000_000_000),
);
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(200_000)), { maxLength: 80 });

describe('requests a minute', () => {
  it(
    'never admits more than burst + rate × time, in any window of any history',
    async () => {
      const property = fc.asyncProperty(perMinute, gaps, async (rpm, waits) => {
        const { clock, rates } = setUp({ startsAt: 1_800_000_000_000 });
        const times: number[] = [];
        for (const wait of waits) {
          clock.time += wait;
          const decision = await take(rates, { rule: { rpm } });
          if (decision.allowed) times.push(clock.time);
        }
        times.forEach((from, first) => {
          times.slice(first).forEach((until, later) => {
            // Multiplied out, so that it is exact: admitted ≤ rpm + rpm × time / 60 000.
            expect((later + 1) * 60_000).toBeLessThanOrEqual(rpm * 60_000 + rpm * (until - from));
          });
        });
      });
      await fc.assert(property, { numRuns: campaignRuns(200) });
    },
    campaignTimeoutMs,
  );

  it(
    'tells exactly when a call fits: one millisecond earlier it does not',
    async () => {
      const property = fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        gaps,
        async (rpm, waits) => {
          const { clock, rates } = setUp();
          for (const wait of waits) {
            clock.time += wait;
            await take(rates, { rule: { rpm } });
          }
          for (let decision = await take(rates, { rule: { rpm } }); decision.allowed; ) {
            decision = await take(rates, { rule: { rpm } });
          }
          const { retryAfterMs } = await refused(rates, { rule: { rpm } });
          clock.time += retryAfterMs - 1;
          expect((await refused(rates, { rule: { rpm } })).retryAfterMs).toBe(1);
          clock.time += 1;
          await admitted(rates, { rule: { rpm } });
        },
      );
      await fc.assert(property, { numRuns: campaignRuns(100) });
    },
    campaignTimeoutMs,
  );

  it('lets the whole limit through at once, and says what is left and until when', async () => {
    const { clock, rates } = setUp();
    const rule = { rpm: 3 };
    expect((await admitted(rates, { rule })).requests).toEqual({
      limit: 3,
      remaining: 2,
      resetMs: 20_000,
    });
    clock.time += 5_000;
    expect((await admitted(rates, { rule })).requests).toEqual({
      limit: 3,
      remaining: 1,
      resetMs: 35_000,
    });
    expect((await admitted(rates, { rule })).requests).toEqual({
      limit: 3,
      remaining: 0,
      resetMs: 55_000,
    });
    expect(await refused(rates, { rule })).toEqual({
      allowed: false,
      kind: 'requests',
      retryAfterMs: 15_000,
      state: { limit: 3, remaining: 0, resetMs: 55_000 },
    });
  });

  it('keeps keys apart', async () => {
    const { rates } = setUp();
    const rule = { rpm: 1 };
    await admitted(rates, { rule, key: 'a' });
    await admitted(rates, { rule, key: 'b' });
    await refused(rates, { rule, key: 'a' });
  });
});

describe('tokens a minute', () => {
  it('reserves the estimate and refunds what was not used', async () => {
    const { rates } = setUp();
    const rule = { tpm: 100 };
    const call = await admitted(rates, { rule, tokens: 80 });
    expect(call.tokens).toEqual({ limit: 100, remaining: 20, resetMs: 48_000 });
    await refused(rates, { rule, tokens: 21 });
    call.settle(30);
    expect((await admitted(rates, { rule, tokens: 70 })).tokens?.remaining).toBe(0);
  });

  it('goes into overdraft when a call used more than it said, and waits until that is paid', async () => {
    const { clock, rates } = setUp();
    const rule = { tpm: 60 };
    (await admitted(rates, { rule, tokens: 10 })).settle(120);
    const { retryAfterMs, state } = await refused(rates, { rule, tokens: 1 });
    expect({ retryAfterMs, state }).toEqual({
      retryAfterMs: 61_000,
      state: { limit: 60, remaining: 0, resetMs: 120_000 },
    });
    clock.time += 61_000;
    await admitted(rates, { rule, tokens: 1 });
  });

  it('settles once: a second settlement changes nothing', async () => {
    const { rates } = setUp();
    const rule = { tpm: 100 };
    const call = await admitted(rates, { rule, tokens: 50 });
    call.settle(40);
    call.settle(0);
    expect((await admitted(rates, { rule, tokens: 0 })).tokens?.remaining).toBe(60);
  });

  it(
    'adds up exactly: after any reservations and settlements the level is the sum of what was used',
    async () => {
      const calls = fc.array(fc.record({ estimate: fc.nat(100_000), used: fc.nat(200_000) }), {
        maxLength: 40,
      });
      const property = fc.asyncProperty(calls, async (planned) => {
        const { rates } = setUp();
        const rule = { tpm: 1_000_000_000 };
        const open = [];
        for (const { estimate, used } of planned) {
          open.push({ used, call: await admitted(rates, { rule, tokens: estimate }) });
        }
        for (const { call, used } of open) call.settle(used);
        const sum = planned.reduce((total, { used }) => total + used, 0);
        const { tokens } = await admitted(rates, { rule, tokens: 0 });
        expect(tokens?.remaining).toBe(rule.tpm - sum);
      });
      await fc.assert(property, { numRuns: campaignRuns(100) });
    },
    campaignTimeoutMs,
  );

  it(
    'never admits more than burst + rate × time of what it reserved',
    async () => {
      const calls = fc.array(fc.record({ wait: fc.nat(3_000), tokens: fc.nat(400) }), {
        maxLength: 60,
      });
      const property = fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        calls,
        async (tpm, planned) => {
          const { clock, rates } = setUp();
          let reserved = 0;
          for (const { wait, tokens } of planned) {
            clock.time += wait;
            const decision = await take(rates, { rule: { tpm }, tokens });
            if (decision.allowed) reserved += Math.min(tokens, tpm);
            expect(reserved * 60_000).toBeLessThanOrEqual(tpm * 60_000 + tpm * clock.time);
          }
        },
      );
      await fc.assert(property, { numRuns: campaignRuns(200) });
    },
    campaignTimeoutMs,
  );

  it('lets a call larger than the limit through when the limit is whole, and charges all of it', async () => {
    const { clock, rates } = setUp();
    const rule = { tpm: 100 };
    const call = await admitted(rates, { rule, tokens: 5_000 });
    expect(await refused(rates, { rule, tokens: 5_000 })).toMatchObject({ retryAfterMs: 60_000 });
    call.settle(300);
    clock.time += 60_000;
    expect(await refused(rates, { rule, tokens: 1 })).toMatchObject({ retryAfterMs: 60_600 });
  });

  it('a refund never makes more than the limit', async () => {
    const { clock, rates } = setUp();
    const rule = { tpm: 100 };
    const call = await admitted(rates, { rule, tokens: 100 });
    clock.time += 59_000;
    call.settle(0);
    expect((await admitted(rates, { rule, tokens: 100 })).tokens?.remaining).toBe(0);
    await refused(rates, { rule, tokens: 1 });
  });
});

describe('both limits', () => {
  it('a call that the tokens refuse costs no request', async () => {
    const { rates } = setUp();
    const rule = { rpm: 2, tpm: 10 };
    await admitted(rates, { rule, tokens: 10 });
    for (const _ of [1, 2, 3])
      expect((await refused(rates, { rule, tokens: 5 })).kind).toBe('tokens');
    await admitted(rates, { rule, tokens: 0 });
  });

  it('a call that the requests refuse costs no token', async () => {
    const { rates } = setUp();
    await admitted(rates, { rule: { rpm: 1, tpm: 10 }, tokens: 4 });
    expect((await refused(rates, { rule: { rpm: 1, tpm: 10 }, tokens: 4 })).kind).toBe('requests');
    expect((await admitted(rates, { rule: { tpm: 10 }, tokens: 0 })).tokens?.remaining).toBe(6);
  });

  it('names the one that lasts longer, so that whoever waits it out gets in', async () => {
    const { clock, rates } = setUp();
    const rule = { rpm: 1, tpm: 60 };
    (await admitted(rates, { rule, tokens: 60 })).settle(120);
    const refusal = await refused(rates, { rule, tokens: 30 });
    expect(refusal).toMatchObject({ kind: 'tokens', retryAfterMs: 90_000 });
    clock.time += refusal.retryAfterMs;
    await admitted(rates, { rule, tokens: 30 });
  });

  it('never admits more than the quota to calls that come together', async () => {
    const { rates } = setUp();
    const decisions = await Promise.all(
      Array.from({ length: 100 }, () => take(rates, { rule: { rpm: 10 } })),
    );
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
  });

  it('a key without limits is always let through and told nothing', async () => {
    const { rates } = setUp();
    const decision = await admitted(rates, { rule: {}, tokens: 1_000_000 });
    expect(Object.keys(decision).sort()).toEqual(['allowed', 'settle']);
    decision.settle(5);
  });

  it('a rule that changes keeps what was used', async () => {
    const { rates } = setUp();
    for (const _ of [1, 2, 3]) await admitted(rates, { rule: { rpm: 3 } });
    await refused(rates, { rule: { rpm: 3 } });
    const { requests } = await admitted(rates, { rule: { rpm: 10 } });
    expect(requests?.remaining).toBe(6);
  });

  it('a clock set back neither refunds nor charges', async () => {
    const { clock, rates } = setUp({ startsAt: 1_000_000 });
    await admitted(rates, { rule: { rpm: 1 } });
    clock.time -= 500_000;
    expect((await refused(rates, { rule: { rpm: 1 } })).retryAfterMs).toBe(60_000);
  });
});
