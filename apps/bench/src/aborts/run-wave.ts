import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { SlotFigures } from '../gateway/admin.ts';
import type { ProcessFigures } from '../processes/messages.ts';
import { type Accounts, settleAccounts } from './accounts.ts';
import { makeCalls } from './make-call.ts';
import type { PlannedCall } from './plan.ts';
import type { Stage } from './stage.ts';

/** What is left after a wave, once everyone has gone. */
export interface Wave {
  readonly seconds: number;
  readonly accounts: Accounts;
  readonly slots: readonly SlotFigures[];
  /** How long after the last caller had gone the last slot was free. */
  readonly settledMs: number;
  /** Requests that the gateway has counted since its start. */
  readonly requestsCounted: number;
  readonly gateway: ProcessFigures;
  readonly upstream: ProcessFigures;
}

/** Longer than a slot may drain after an abort in the prompt. */
const settleWithinMs = 5_000;
const pollMs = 20;

const isTaken = ({ inUse, draining, queued }: SlotFigures) => inUse + draining + queued > 0;

async function settleSlots({ admin }: Stage) {
  const since = performance.now();
  while (true) {
    const slots = await admin.slots();
    const settledMs = Math.round(performance.now() - since);
    if (!slots.some(isTaken) || settledMs > settleWithinMs) return { slots, settledMs };
    await pause(pollMs);
  }
}

async function callAll(stage: Stage, calls: readonly PlannedCall[], concurrency: number) {
  const { url: origin, key } = stage.gateway;
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  try {
    return await makeCalls({ dispatcher: pool, origin, key }, calls, concurrency);
  } finally {
    await pool.destroy();
  }
}

/** Makes a wave of calls, waits until the gateway is at rest, and takes stock. */
export async function runWave(
  stage: Stage,
  calls: readonly PlannedCall[],
  concurrency: number,
): Promise<Wave> {
  const since = new Date().toISOString();
  const startedAt = performance.now();
  const results = await callAll(stage, calls, concurrency);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { slots, settledMs } = await settleSlots(stage);
  return {
    seconds,
    settledMs,
    slots,
    accounts: settleAccounts(results, await stage.admin.usageRows(since)),
    requestsCounted: await stage.admin.requestsCounted(),
    gateway: await stage.gateway.figures(),
    upstream: await stage.upstream.figures(),
  };
}
