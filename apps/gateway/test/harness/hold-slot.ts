import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import type { TestGateway } from './test-gateway.ts';

export interface HeldSlot extends AsyncDisposable {
  /** Lets its caller leave. Resolves when the slot is free again. */
  release(): Promise<void>;
}

/** Takes one slot with a call that Ollama never begins to answer. */
export async function holdSlot(gateway: TestGateway, model: string): Promise<HeldSlot> {
  const before = gateway.slots(model).inUse;
  const gone = new AbortController();
  gateway.simulator.behave({ kind: 'hang', model, path: '/api/chat', times: 1 });
  const body = { model, messages: [{ role: 'user', content: 'hold' }], stream: true };
  const call = gateway
    .open('/v1/chat/completions', { body, signal: gone.signal })
    .then((response) => response.text())
    .catch(() => '');
  await eventually(() => expect(gateway.slots(model).inUse).toBe(before + 1));
  await eventually(() => expect(runningOf(gateway, model)).toBe(before + 1));

  async function release(): Promise<void> {
    gone.abort();
    await call;
    await eventually(() => expect(gateway.slots(model).inUse).toBe(before));
  }
  return { release, [Symbol.asyncDispose]: release };
}

/** How many calls of a model hold one of the simulator's own slots. */
export function runningOf(gateway: TestGateway, model: string): number {
  return gateway.simulator.stats().models[`${model}:latest`]?.running ?? 0;
}
