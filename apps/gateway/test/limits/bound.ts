import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { call, type Outcome, waysToChat } from '../harness/calls.ts';
import { eventually } from '../harness/eventually.ts';
import { expectRefusal } from '../harness/expect-refusal.ts';
import { duo, embedder, simulatedModels, solo } from '../harness/simulated-models.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { needsSimulator } from '../harness/upstream.ts';

const counted = needsSimulator('it counts the calls that it has at once');
const patient = 60_000;

function mostAtOnce(gateway: TestGateway, model: string): number {
  return gateway.simulator.stats().models[`${model}:latest`]?.maxAdmitted ?? 0;
}

async function expectIdle(gateway: TestGateway, model: string): Promise<void> {
  await eventually(() => expect(gateway.slots(model)).toMatchObject({ inUse: 0, queued: 0 }));
}

/** A call of a crowd: some can't wait, some wait a little, some as long as it takes, and every fifth leaves early. */
async function member(gateway: TestGateway, model: string, at: number): Promise<Outcome> {
  const way = waysToChat[at % waysToChat.length] ?? 'rest whole';
  const maxWaitMs = [0, 250, patient, patient, patient][at % 5] ?? patient;
  if (at % 5 !== 4) return call(gateway, way, { model, maxWaitMs });
  const gone = new AbortController();
  const outcome = call(gateway, way, { model, maxWaitMs, signal: gone.signal });
  await pause((at * 7) % 60);
  gone.abort();
  return outcome;
}

/** The simulator's own count is what is believed, never the gateway's gauge. */
export function boundTests(gateway: TestGateway): void {
  describe('never more at once than there are slots', () => {
    counted('200 calls by both surfaces, some impatient, some leaving', async () => {
      gateway.simulator.resetStats();
      const crowd = Array.from({ length: 200 }, (_, at) => member(gateway, duo, at));
      const outcomes = await Promise.all(crowd);
      expect(mostAtOnce(gateway, duo)).toBeLessThanOrEqual(2);
      expect(mostAtOnce(gateway, duo)).toBeGreaterThan(0);
      const answered = outcomes.filter(({ kind }) => kind === 'answered');
      expect(answered.length).toBeGreaterThan(0);
      for (const outcome of outcomes) {
        if (outcome.kind !== 'refused') continue;
        const codes = ['chat_concurrency_limit', 'queue_full'];
        expectRefusal(outcome.refusal, { codes, limit: 2 });
      }
      await expectIdle(gateway, duo);
    });

    counted('embeddings have one slot, whoever asks', async () => {
      gateway.simulator.resetStats();
      const crowd = Array.from({ length: 30 }, (_, at) =>
        call(gateway, at % 2 ? 'rest embed' : 'trpc embed', {
          model: embedder,
          maxWaitMs: patient,
        }),
      );
      const kinds = new Set((await Promise.all(crowd)).map(({ kind }) => kind));
      expect(kinds).toEqual(new Set(['answered']));
      expect(mostAtOnce(gateway, embedder)).toBe(1);
      await expectIdle(gateway, embedder);
    });

    for (const [name, simulator] of [
      ['works through a prompt whose caller has gone', { ttftMs: 300 }],
      ['goes on for a while after its caller has gone', { ttftMs: 300, ignoreAbortMs: 100 }],
    ] as const) {
      counted(`also when Ollama ${name}`, async () => {
        await using slow = await startTestGateway({
          simulator: { models: simulatedModels, tokensPerSecond: 200, ...simulator },
        });
        if (!('ignoreAbortMs' in simulator)) slow.simulator.behave({ kind: 'slow-abort' });
        const crowd = Array.from({ length: 12 }, async (_, at) => {
          const gone = new AbortController();
          const options = { model: solo, maxWaitMs: patient, signal: gone.signal };
          const outcome = call(slow, waysToChat[at % 4] ?? 'rest whole', options);
          await eventually(() => expect(slow.slots(solo).inUse).toBe(1));
          if (at % 3 !== 0) gone.abort();
          return outcome;
        });
        await Promise.all(crowd);
        await expectIdle(slow, solo);
        expect(mostAtOnce(slow, solo)).toBe(1);
      });
    }
  });
}
