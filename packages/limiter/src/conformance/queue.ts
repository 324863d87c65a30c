import { expect, it, vi } from 'vitest';
import type { Claim, Lease, Limiter } from '../limiter.ts';
import { type CreateSubject, createClaims, openSubject, patientMs, slotsShown } from './subject.ts';

/** Starts a claim that has to wait, and gives its promise (in a box) once it is seen to wait: the order of arrival is certain. */
async function queueUp(
  limiter: Limiter,
  claim: Claim,
  signal?: AbortSignal,
): Promise<{ readonly lease: Promise<Lease> }> {
  const before = slotsShown(limiter, claim.model)?.queued ?? 0;
  const lease = limiter.acquire(claim, { signal });
  lease.catch(() => {});
  await vi.waitFor(() => expect(slotsShown(limiter, claim.model)?.queued).toBe(before + 1));
  return { lease };
}

function orderTests(create: CreateSubject): void {
  it('serves those who wait in order of arrival', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const held = await subject.limiter.acquire(claim());
    const served: number[] = [];
    async function serve(place: number, lease: Promise<Lease>): Promise<void> {
      const granted = await lease;
      served.push(place);
      granted.release();
    }
    const calls: Promise<void>[] = [];
    for (const place of [1, 2, 3, 4, 5]) {
      const { lease } = await queueUp(subject.limiter, claim({ maxWaitMs: patientMs }));
      calls.push(serve(place, lease));
    }
    held.release();
    await Promise.all(calls);
    expect(served).toEqual([1, 2, 3, 4, 5]);
  });

  it('lets a background call in only when nobody else waits', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const patient = { maxWaitMs: patientMs };
    const held = await subject.limiter.acquire(claim());
    const warmUp = await queueUp(subject.limiter, claim({ ...patient, lane: 'background' }));
    const person = await queueUp(subject.limiter, claim(patient));
    held.release();
    const personLease = await person.lease;
    expect(slotsShown(subject.limiter)?.queued).toBe(1);
    personLease.release();
    (await warmUp.lease).release();
  });

  it('fills every free slot while somebody waits', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 3 });
    const claim = createClaims();
    const held = await Promise.all([1, 2, 3].map(() => subject.limiter.acquire(claim())));
    const waiting = [];
    for (const _ of held) {
      waiting.push(await queueUp(subject.limiter, claim({ maxWaitMs: patientMs })));
    }
    for (const lease of held) lease.release();
    await Promise.all(waiting.map(({ lease }) => lease));
    expect(slotsShown(subject.limiter)).toMatchObject({ inUse: 3, queued: 0 });
  });
}

function refusalTests(create: CreateSubject): void {
  it('refuses with the figures of its own place when no slot came free in time', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    await subject.limiter.acquire(claim());
    await queueUp(subject.limiter, claim({ maxWaitMs: patientMs }));
    await expect(subject.limiter.acquire(claim({ maxWaitMs: 30 }))).rejects.toMatchObject({
      name: 'AdmissionError',
      reason: 'slots-taken',
      figures: { limit: 1, inUse: 1, queued: 1, position: 2, estimatedWaitMs: undefined },
    });
  });

  it('waits as long as the limiter says when the claim says nothing', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1, acquireTimeoutMs: 40 });
    const claim = createClaims();
    await subject.limiter.acquire(claim());
    const refusal = await subject.limiter.acquire(claim()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ reason: 'slots-taken' });
    // Timers may fire a millisecond early.
    expect(refusal).toHaveProperty(
      'figures.waitedMs',
      expect.toSatisfy((ms: number) => ms >= 39),
    );
  });

  it('never waits when the claim asks for no wait, even with an empty queue', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1, queueLimit: 10 });
    const claim = createClaims();
    await subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    const refusal = subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    await expect(refusal).rejects.toMatchObject({ reason: 'slots-taken' });
  });

  it('refuses at once when the queue is full, over all models', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1, queueLimit: 2 });
    const claim = createClaims();
    for (const model of ['a:latest', 'b:latest']) {
      await subject.limiter.acquire(claim({ model }));
      await queueUp(subject.limiter, claim({ model, maxWaitMs: patientMs }));
    }
    const refusal = subject.limiter.acquire(claim({ model: 'a:latest', maxWaitMs: patientMs }));
    await expect(refusal).rejects.toMatchObject({ reason: 'queue-full', figures: { queued: 1 } });
  });
}

function abortTests(create: CreateSubject): void {
  it('takes an aborted call out of the middle of the queue and gives its place to another', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1, queueLimit: 3 });
    const claim = createClaims();
    const patient = { maxWaitMs: patientMs };
    const held = await subject.limiter.acquire(claim());
    const controller = new AbortController();
    const first = await queueUp(subject.limiter, claim(patient));
    const second = await queueUp(subject.limiter, claim(patient), controller.signal);
    const third = await queueUp(subject.limiter, claim(patient));
    controller.abort(new Error('the caller has gone'));
    await expect(second.lease).rejects.toThrow('the caller has gone');
    await vi.waitFor(() => expect(slotsShown(subject.limiter)?.queued).toBe(2));
    const fourth = await queueUp(subject.limiter, claim(patient));
    held.release();
    for (const { lease } of [first, third, fourth]) (await lease).release();
  });

  it('rejects a call that was aborted before it came, and holds nothing', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const reason = new Error('gone before');
    const gone = subject.limiter.acquire(claim(), { signal: AbortSignal.abort(reason) });
    await expect(gone).rejects.toBe(reason);
    await subject.limiter.acquire(claim({ maxWaitMs: 0 }));
  });
}

function keyCapTests(create: CreateSubject): void {
  const capped = { key: 'capped', keyConcurrency: 1, maxWaitMs: patientMs };

  it('refuses a key at its cap although slots are free, with the figures of that cap', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 5 });
    const claim = createClaims();
    await subject.limiter.acquire(claim(capped));
    const refusal = subject.limiter.acquire(claim({ ...capped, maxWaitMs: 20 }));
    await expect(refusal).rejects.toMatchObject({
      reason: 'key-cap',
      figures: { limit: 1, inUse: 1 },
    });
  });

  it('steps over a key at its cap: other keys do not wait behind it', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 2 });
    const claim = createClaims();
    const own = await subject.limiter.acquire(claim(capped));
    const { lease: next } = await queueUp(subject.limiter, claim(capped));
    const other = await subject.limiter.acquire(claim({ maxWaitMs: 0 }));
    own.release();
    (await next).release();
    other.release();
  });

  it('counts a key over all models, and wakes its call for another model', async () => {
    await using subject = await openSubject(create, { slotsOf: () => 1 });
    const claim = createClaims();
    const own = await subject.limiter.acquire(claim({ ...capped, model: 'a:latest' }));
    const { lease } = await queueUp(subject.limiter, claim({ ...capped, model: 'b:latest' }));
    own.release();
    expect((await lease).lost.aborted).toBe(false);
  });
}

/** Who waits, in what order, and how a wait ends. */
export function queueTests(create: CreateSubject): void {
  orderTests(create);
  refusalTests(create);
  abortTests(create);
  keyCapTests(create);
}
