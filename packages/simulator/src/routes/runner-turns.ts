import { pause } from '../clock.ts';
import type { Model } from '../models/model.ts';
import type { Parts } from '../parts.ts';
import type { RunnerOptions } from '../requests/model-options.ts';
import type { RunnerLease, RunnerSlot } from '../scheduler/scheduler.ts';
import type { Admission } from '../stats/model-record.ts';
import type { RoutedCall } from './route.ts';

export interface RunnerTurn {
  readonly call: RoutedCall;
  readonly model: Model;
  readonly options: RunnerOptions;
  readonly keepAliveMs: number | undefined;
}

/** Admits the call and runs it with its model loaded. Whatever happens, the call ends in the statistics. */
export async function withRunner(
  parts: Parts,
  turn: RunnerTurn,
  run: (lease: RunnerLease, admission: Admission) => void | Promise<void>,
): Promise<void> {
  const { signal, fault } = turn.call;
  const admission = parts.recorder.admit(turn.model.name, JSON.stringify(turn.options));
  try {
    const loadFailure =
      fault?.kind === 'loading-failure' ? (fault.message ?? brokenLoad) : undefined;
    const lease = await parts.scheduler.lease({ ...turn, signal, loadFailure });
    if (!lease) return;
    try {
      await run(lease, admission);
    } finally {
      lease.release();
    }
  } finally {
    if (signal.aborted) admission.left();
    admission.ended();
  }
}

const brokenLoad = 'llama runner process has terminated: exit status 2';

/** Runs with one of the runner's slots, unless the caller leaves while it waits. */
export async function withSlot(
  parts: Parts,
  turn: { readonly call: RoutedCall; readonly lease: RunnerLease; readonly admission: Admission },
  run: (slot: RunnerSlot) => Promise<void>,
): Promise<void> {
  const { signal } = turn.call;
  const taken = turn.lease.slot(signal);
  const slot = taken instanceof Promise ? await taken : taken;
  if (!slot) return;
  turn.admission.ran();
  try {
    await run(slot);
    if (signal.aborted) await pause(parts.settings.clock, parts.settings.ignoreAbortMs);
  } finally {
    turn.admission.stopped();
    slot.release();
  }
}

/**
 * Works through a prompt. Tells whether the caller is still there. A runner that ignores aborts works to the end all
 * the same; one that hangs never gets there.
 */
export async function prefill(
  parts: Parts,
  turn: { readonly call: RoutedCall; readonly slot: RunnerSlot; readonly admission: Admission },
  promptTokens: readonly string[],
): Promise<boolean> {
  const { fault, signal } = turn.call;
  const { clock, ttftMs, prefillTokensPerSecond } = parts.settings;
  const work = turn.slot.prefill(promptTokens);
  turn.admission.prefilled(work);
  if (fault?.kind === 'hang') return pause(clock, Number.POSITIVE_INFINITY, signal);
  const delayMs = fault?.kind === 'slow' ? (fault.delayMs ?? 0) : 0;
  const dueMs = delayMs + ttftMs + (work * 1_000) / prefillTokensPerSecond;
  await pause(clock, dueMs, fault?.kind === 'slow-abort' ? undefined : signal);
  return !signal.aborted;
}
