/**
 * Why a claim was refused: no slot came free in time, too many wait already (over all models), or its key has as many calls
 * running as it may.
 */
export type AdmissionReason = 'slots-taken' | 'queue-full' | 'key-cap';

/** What the caller is told. Counts of its own model and place only, never another caller's data. */
export interface AdmissionFigures {
  /** Slots of the model; at a key's cap, the cap. */
  readonly limit: number;
  /** Slots taken; at a key's cap, calls that the key has running. */
  readonly inUse: number;
  /** Others that wait for the same model. */
  readonly queued: number;
  /** The place the claim had or would have had, from 1. */
  readonly position: number;
  /** Predicted wait in ms, where one can be predicted. */
  readonly estimatedWaitMs: number | undefined;
  readonly waitedMs: number;
}

const brand = Symbol.for('hearth.admission-error');

/** The box is full for this claim: nothing is held. */
export class AdmissionError extends Error {
  override readonly name = 'AdmissionError' as const;
  readonly [brand] = true;
  readonly reason: AdmissionReason;
  readonly figures: AdmissionFigures;

  constructor(reason: AdmissionReason, figures: AdmissionFigures) {
    super(
      `refused: ${reason}, ${figures.inUse} of ${figures.limit} slots in use, ${figures.queued} waiting`,
    );
    this.reason = reason;
    this.figures = figures;
  }
}

export function isAdmissionError(value: unknown): value is AdmissionError {
  return typeof value === 'object' && value !== null && brand in value;
}
