import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { call, type Outcome, type Way, waysToChat } from '../harness/calls.ts';
import { eventually } from '../harness/eventually.ts';
import { expectRefusal } from '../harness/expect-refusal.ts';
import { holdSlot } from '../harness/hold-slot.ts';
import { entrances } from '../harness/inventory.ts';
import { duo, embedder, solo } from '../harness/simulated-models.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { needsSimulator } from '../harness/upstream.ts';

const held = needsSimulator('a call has to hold its slot for as long as the test wants');

function refusalOf(outcome: Outcome) {
  if (outcome.kind !== 'refused') throw new Error(`Expected a refusal, got ${outcome.kind}`);
  return outcome.refusal;
}

/** Holds the one slot of the embedding model. */
async function holdEmbedding(gateway: TestGateway): Promise<AsyncDisposable> {
  gateway.simulator.behave({ kind: 'hang', model: embedder, path: '/api/embed', times: 1 });
  const gone = new AbortController();
  const holder = call(gateway, 'rest embed', { model: embedder, signal: gone.signal });
  await eventually(() => expect(gateway.slots(embedder).inUse).toBe(1));
  return {
    async [Symbol.asyncDispose]() {
      gone.abort();
      await holder;
      await eventually(() => expect(gateway.slots(embedder).inUse).toBe(0));
    },
  };
}

/** Each is called by one of the ways of `calls.ts`: a new one has to be added there, or it escapes the limit unseen. */
const waysIn = [
  'POST /v1/chat/completions',
  'POST /v1/embeddings',
  '/trpc/chat.complete',
  '/trpc/chat.stream',
  '/trpc/embed.create',
];

function fullTests(gateway: TestGateway): void {
  test('every entrance that calls a model is among those tried here', () => {
    const calls = entrances.filter(
      ({ method, name }) => method === 'POST' && !name.includes('admin'),
    );
    expect(calls.map(({ name }) => name).sort()).toEqual(waysIn.toSorted());
  });

  held('every way to chat is refused while both slots are held, with true figures', async () => {
    await using _first = await holdSlot(gateway, duo);
    await using _second = await holdSlot(gateway, duo);
    for (const way of waysToChat) {
      const refusal = refusalOf(await call(gateway, way, { model: duo, maxWaitMs: 0 }));
      expectRefusal(refusal, { codes: ['chat_concurrency_limit'], limit: 2 });
      expect(refusal.figures).toMatchObject({ in_use: 2, queued: 0, position: 1 });
    }
  });

  held('every way to embed is refused while the slot is held', async () => {
    await using _holder = await holdEmbedding(gateway);
    for (const way of ['rest embed', 'trpc embed'] satisfies Way[]) {
      const refusal = refusalOf(await call(gateway, way, { model: embedder, maxWaitMs: 0 }));
      expectRefusal(refusal, { codes: ['embed_concurrency_limit'], limit: 1 });
    }
  });

  held('by default a call waits 250 ms before it is refused', async () => {
    await using _holder = await holdSlot(gateway, solo);
    const startedAt = performance.now();
    refusalOf(await call(gateway, 'rest whole', { model: solo }));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(240);
  });

  held('a queue that is full refuses at once, by name', async () => {
    await using small = await startTestGateway({ environment: { HEARTH_QUEUE_LIMIT: '1' } });
    await using _holder = await holdSlot(small, solo);
    const gone = new AbortController();
    const waiting = call(small, 'rest whole', {
      model: solo,
      maxWaitMs: 60_000,
      signal: gone.signal,
    });
    await eventually(() => expect(small.slots(solo).queued).toBe(1));
    const refusal = refusalOf(await call(small, 'trpc whole', { model: solo, maxWaitMs: 60_000 }));
    expectRefusal(refusal, { codes: ['queue_full'], limit: 1 });
    gone.abort();
    expect((await waiting).kind).toBe('left');
  });
}

function waitTests(gateway: TestGateway): void {
  held(
    'a call that may wait gets in when the slot comes free, and says how long it queued',
    async () => {
      const holder = await holdSlot(gateway, solo);
      const waiting = waysToChat.map((way) =>
        call(gateway, way, { model: solo, maxWaitMs: 60_000 }),
      );
      await eventually(() => expect(gateway.slots(solo).queued).toBe(waiting.length));
      await pause(50);
      await holder.release();
      const outcomes = await Promise.all(waiting);
      expect(outcomes.map(({ kind }) => kind)).toEqual(waysToChat.map(() => 'answered'));
      const [whole] = outcomes;
      expect(whole?.kind === 'answered' && whole.queueMs).toBeGreaterThanOrEqual(40);
    },
  );

  held('no header leaves before the grant, so that a refusal stays possible', async () => {
    await using holder = await holdSlot(gateway, solo);
    const body = { model: solo, messages: [{ role: 'user', content: 'hi' }], stream: true };
    const headers = { 'x-hearth-max-wait-ms': '60000' };
    let arrived = false;
    const response = gateway.open('/v1/chat/completions', { body, headers }).finally(() => {
      arrived = true;
    });
    await eventually(() => expect(gateway.slots(solo).queued).toBe(1));
    await pause(300);
    expect(arrived).toBe(false);
    await holder.release();
    expect((await response).status).toBe(200);
    await (await response).text();
  });

  held('a caller who leaves the queue is forgotten, and Ollama never hears of it', async () => {
    await using _holder = await holdSlot(gateway, solo);
    gateway.simulator.resetStats();
    for (const way of waysToChat) {
      const gone = new AbortController();
      const options = { model: solo, maxWaitMs: 60_000, signal: gone.signal };
      const waiting = call(gateway, way, options);
      await eventually(() => expect(gateway.slots(solo).queued).toBe(1));
      gone.abort();
      expect((await waiting).kind).toBe('left');
      await eventually(() => expect(gateway.slots(solo).queued).toBe(0));
    }
    expect(gateway.simulator.stats().requestsByPath['/api/chat']).toBeUndefined();
  });

  held('a full model does not hold up another one', async () => {
    await using _holder = await holdSlot(gateway, solo);
    for (const way of waysToChat) {
      expect((await call(gateway, way, { model: duo, maxWaitMs: 0 })).kind).toBe('answered');
    }
    const embedded = await call(gateway, 'rest embed', { model: embedder, maxWaitMs: 0 });
    expect(embedded.kind).toBe('answered');
  });
}

export function refusalTests(gateway: TestGateway): void {
  describe('a model whose slots are taken', () => {
    fullTests(gateway);
    waitTests(gateway);
  });
}
