import { expect, it } from 'vitest';
import { AdmissionError } from '../admission-error.ts';
import type { Claim, Limiter } from '../limiter.ts';
import { type CreateSubject, createClaims, openSubject, patientMs, pause } from './subject.ts';

type Ending = 'finished' | 'refused' | 'aborted';

/** Counts what really runs: the oracle is this, not the limiter's own gauge. */
interface Load {
  running: number;
  mostRunning: number;
}

/** Numbers in [0, 1) that are the same in every run (Park and Miller's minimal standard generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function work(load: Load, forMs: number): Promise<void> {
  load.running += 1;
  load.mostRunning = Math.max(load.mostRunning, load.running);
  await pause(forMs);
  load.running -= 1;
}

interface Call {
  readonly claim: Claim;
  readonly load: Load;
  readonly holdMs: number;
  readonly abortAfterMs: number | undefined;
}

async function runCall(limiter: Limiter, call: Call): Promise<Ending> {
  const controller = new AbortController();
  const { abortAfterMs } = call;
  if (abortAfterMs !== undefined) setTimeout(() => controller.abort(), abortAfterMs);
  try {
    const lease = await limiter.acquire(call.claim, { signal: controller.signal });
    await work(call.load, call.holdMs);
    lease.release();
    return 'finished';
  } catch (error) {
    if (error === controller.signal.reason) return 'aborted';
    if (error instanceof AdmissionError) return 'refused';
    throw error;
  }
}

function randomCall(claim: Claim, load: Load, random: () => number): Call {
  return {
    claim: { ...claim, maxWaitMs: random() < 0.2 ? Math.floor(random() * 40) : patientMs },
    load,
    holdMs: random() * 4,
    abortAfterMs: random() < 0.3 ? Math.floor(random() * 120) : undefined,
  };
}

function count(endings: readonly Ending[], ending: Ending): number {
  return endings.filter((each) => each === ending).length;
}

/** The bound itself, under a storm. */
export function boundTests(create: CreateSubject): void {
  it('never runs more than the slots under 1000 calls with aborts and short deadlines, and is empty after them', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 7, queueLimit: 900 });
    const claims = createClaims();
    const random = createRandom(20_261);
    const load: Load = { running: 0, mostRunning: 0 };
    const calls = Array.from({ length: 1000 }, () => randomCall(claims(), load, random));
    const endings = await Promise.all(calls.map((call) => runCall(subject.limiter, call)));

    expect(load.mostRunning).toBe(7);
    const kinds = (['finished', 'refused', 'aborted'] as const).map((kind) => count(endings, kind));
    expect(kinds.reduce((sum, each) => sum + each, 0)).toBe(1000);
    expect(kinds.every((each) => each > 0)).toBe(true);
    const [model] = subject.limiter.snapshot().models;
    expect(model).toMatchObject({ inUse: 0, draining: 0, queued: 0 });
  });

  it('keeps models apart: a full one makes nobody else wait', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    await subject.limiter.acquire(claim({ model: 'a:latest' }));
    const other = await subject.limiter.acquire(claim({ model: 'b:latest', maxWaitMs: 0 }));
    expect(other.waitedMs).toBe(0);
  });

  it('lets those who run go on when a limit is lowered, and lets nobody in until they have gone', async () => {
    let slots = 2;
    await using subject = await openSubject(create, { slotsOf: () => slots });
    const claim = createClaims();
    const first = await subject.limiter.acquire(claim());
    const second = await subject.limiter.acquire(claim());
    slots = 1;
    first.release();
    const refusal = subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    await expect(refusal).rejects.toMatchObject({ reason: 'slots-taken' });
    expect(second.lost.aborted).toBe(false);
    second.release();
    await subject.limiter.acquire(claim());
  });
}
