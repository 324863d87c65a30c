import type { Clock } from '../clock.ts';
import type { Generation } from '../replies/generation.ts';
import type { RunnerSlot } from '../scheduler/scheduler.ts';
import type { Admission } from '../stats/model-record.ts';
import type { JsonRecord } from '../values.ts';
import type { GenerationJob } from './generation-job.ts';

/** A generation that is about to be said. */
export interface Speech {
  readonly job: GenerationJob & { readonly admission: Admission };
  readonly slot: RunnerSlot;
  readonly generation: Generation;
  readonly promptTokens: readonly string[];
  /** When the model was loaded, in milliseconds since the epoch. */
  readonly loaded: number;
}

/** How a speech goes: its pace, and what its last line says. */
export interface Course {
  readonly clock: Clock;
  readonly speech: Speech;
  readonly intervalMs: number;
  /** When the first token was ready, in milliseconds since the epoch. */
  readonly prefilled: number;
  /** The keys of the last line, made when everything has been said. */
  readonly closing: () => JsonRecord;
}
