import { expect, it, vi } from 'vitest';
import type { LimiterEvent } from '../limiter.ts';
import { type CreateSubject, createClaims, openSubject, patientMs, slotsShown } from './subject.ts';

function releaseTests(create: CreateSubject): void {
  it('frees one slot however often a lease is released', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 2 });
    const claim = createClaims();
    const first = await subject.limiter.acquire(claim());
    await subject.limiter.acquire(claim());
    first.release();
    first.release();
    first[Symbol.dispose]();
    await subject.limiter.acquire(claim());
    const refusal = subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    await expect(refusal).rejects.toMatchObject({ reason: 'slots-taken' });
  });

  it('frees the slot when a lease is disposed of', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    (await subject.limiter.acquire(claim()))[Symbol.dispose]();
    await subject.limiter.acquire(claim());
  });

  it('keeps a draining slot taken, and frees it after that time', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const lease = await subject.limiter.acquire(claim());
    lease.release({ drainMs: 150 });
    const refusal = subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    await expect(refusal).rejects.toMatchObject({ reason: 'slots-taken' });
    expect(slotsShown(subject.limiter)).toMatchObject({ inUse: 1, draining: 1 });
    await subject.limiter.acquire(claim({ maxWaitMs: patientMs }));
    expect(slotsShown(subject.limiter)).toMatchObject({ inUse: 1, draining: 0 });
  });

  it('keeps to the first release: a later one neither starts nor cuts short a drain', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const lease = await subject.limiter.acquire(claim());
    lease.release({ drainMs: 100 });
    lease.release();
    const refusal = subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    await expect(refusal).rejects.toMatchObject({ reason: 'slots-taken' });
    const next = await subject.limiter.acquire(claim({ maxWaitMs: patientMs }));
    next.release();
    next.release({ drainMs: patientMs });
    await subject.limiter.acquire(claim());
  });
}

const isOutcome = ({ type }: LimiterEvent): boolean =>
  type === 'claim-granted' || type === 'claim-refused' || type === 'claim-abandoned';

function watchTests(create: CreateSubject): void {
  it('tells whoever watches one outcome for each claim', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const seen: LimiterEvent[] = [];
    const events = subject.limiter.watch()[Symbol.asyncIterator]();
    const watching = (async () => {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        seen.push(next.value);
      }
    })();
    const controller = new AbortController();
    const held = await subject.limiter.acquire(claim({ requestId: 'granted' }));
    const abandoned = subject.limiter.acquire(
      claim({ requestId: 'abandoned', maxWaitMs: patientMs }),
      { signal: controller.signal },
    );
    const refused = subject.limiter.acquire(claim({ requestId: 'refused', maxWaitMs: 0 }));
    await expect(refused).rejects.toThrow();
    controller.abort();
    await expect(abandoned).rejects.toThrow();
    held.release();
    await vi.waitFor(() => expect(seen.some(({ type }) => type === 'lease-released')).toBe(true));
    await vi.waitFor(() => expect(seen.filter(isOutcome)).toHaveLength(3));
    const outcomes = seen
      .filter(isOutcome)
      .map(({ type, claim: { requestId } }) => type.endsWith(requestId));
    expect(outcomes).toEqual([true, true, true]);
    await events.return?.();
    await watching;
  });
}

/** What a lease is, and what the outside sees. */
export function leaseTests(create: CreateSubject): void {
  releaseTests(create);
  watchTests(create);
}
