/**
 * How much of one limit a key has used and not yet regained. One unit is a sixty-thousandth of a request or token, so that
 * a limit of L a minute regains exactly L units a millisecond and everything stays a whole number.
 * Kept as a debt at a moment: with burst = limit this is GCRA (ITU-T I.371), whose TAT is `at + debt / L`.
 */
export interface Meter {
  readonly debt: number;
  /** Whole milliseconds. */
  readonly at: number;
}

export interface Draw {
  readonly perMinute: number;
  readonly amount: number;
}

const unitsPerOne = 60_000;

export const emptyMeter: Meter = { debt: 0, at: 0 };

/** The meter at a later moment. A clock set back regains nothing. */
export function regained(meter: Meter, perMinute: number, now: number): Meter {
  const passedMs = Math.max(0, now - meter.at);
  return { debt: Math.max(0, meter.debt - passedMs * perMinute), at: Math.max(now, meter.at) };
}

/** Milliseconds until the amount fits, 0 when it does now. */
export function waitFor(meter: Meter, { perMinute, amount }: Draw): number {
  const excess = meter.debt + (amount - perMinute) * unitsPerOne;
  return Math.max(0, Math.ceil(excess / perMinute));
}

/** Takes the amount, into overdraft if need be. A negative one gives back, never past whole. */
export function draw(meter: Meter, amount: number): Meter {
  return { ...meter, debt: Math.max(0, meter.debt + amount * unitsPerOne) };
}

export function remaining(meter: Meter, perMinute: number): number {
  return Math.max(0, Math.floor(perMinute - meter.debt / unitsPerOne));
}

export function msUntilWhole(meter: Meter, perMinute: number): number {
  return Math.ceil(meter.debt / perMinute);
}
