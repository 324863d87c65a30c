import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { call, type Way, waysToChat, waysToEmbed } from '../harness/calls.ts';
import { eventually } from '../harness/eventually.ts';
import { runningOf } from '../harness/hold-slot.ts';
import { embedder, solo } from '../harness/simulated-models.ts';
import type { TestGateway } from '../harness/test-gateway.ts';
import { needsSimulator } from '../harness/upstream.ts';

const noticed = needsSimulator('it notices who has gone');
const modelOf = (way: Way) => (way.endsWith('embed') ? embedder : solo);

/** A caller who leaves takes its call with it: the slot comes free and Ollama stops. No way in is exempt. */
export function leavingTests(gateway: TestGateway): void {
  async function leave(way: Way, fault: { delayMs?: number; factor?: number }): Promise<void> {
    const model = modelOf(way);
    gateway.simulator.resetStats();
    gateway.simulator.behave({ kind: 'slow', model, times: 1, ...fault });
    const gone = new AbortController();
    const outcome = call(gateway, way, { model, maxWaitMs: 60_000, signal: gone.signal });
    await eventually(() => expect(runningOf(gateway, model)).toBe(1));
    // The first token has left long before, and the next one is still to come.
    if (fault.factor !== undefined) await pause(200);
    gone.abort();
    expect((await outcome).kind).toBe('left');
    await eventually(() => expect(gateway.slots(model)).toMatchObject({ inUse: 0, queued: 0 }));
    expect(runningOf(gateway, model)).toBe(0);
    const aborted = () => gateway.simulator.stats().models[`${model}:latest`]?.aborted;
    await eventually(() => expect(aborted()).toBe(1));
  }

  describe('a caller who leaves', () => {
    for (const way of [...waysToChat, ...waysToEmbed]) {
      noticed(`before the first byte: ${way}`, () => leave(way, { delayMs: 60_000 }));
    }
    for (const way of waysToChat) {
      noticed(`in the middle: ${way}`, () => leave(way, { factor: 20_000 }));
    }
  });
}
