import type { Model } from '../models/model.ts';
import type { RunnerOptions } from '../requests/model-options.ts';

/** Everything a call needs to get a loaded runner. */
export interface RunnerClaim {
  readonly model: Model;
  readonly options: RunnerOptions;
  /** Undefined keeps the default; the last writer wins (server/sched.go useLoadedRunner). */
  readonly keepAliveMs: number | undefined;
  readonly signal: AbortSignal;
  /** The text of a load that is made to fail. */
  readonly loadFailure?: string | undefined;
}

/** A reference on a loaded runner: it is not unloaded while one is held. */
export interface RunnerLease {
  readonly contextLength: number;
  /** Resolves with undefined when the caller has gone before its turn. */
  slot(signal: AbortSignal): RunnerSlot | Promise<RunnerSlot | undefined>;
  release(): void;
}

/** One of the runner's parallel slots, held while the runner works. */
export interface RunnerSlot {
  /**
   * Remembers the prompt and tells how many of its tokens the slot has to process, given what its cache still holds
   * from the last prompt.
   */
  prefill(prompt: readonly string[]): number;
  release(): void;
}

export interface LoadedModel {
  readonly model: Model;
  readonly contextLength: number;
  /** Milliseconds since the epoch; Infinity when kept forever. */
  readonly expiresAt: number;
}

/** Who is resident, who loads, who waits: Ollama's server/sched.go. */
export interface Scheduler {
  /** Throws RequestError (503 when too many loads wait, 500 when a load fails); undefined when the caller has gone. */
  lease(claim: RunnerClaim): Promise<RunnerLease | undefined>;
  /** Unloads a model once it is idle. */
  unload(model: Model): void;
  /** The one that stays longest first, as /api/ps lists them. */
  loaded(): readonly LoadedModel[];
  dispose(): void;
}
