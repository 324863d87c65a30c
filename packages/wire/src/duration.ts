import * as z from 'zod';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90d`, `24h`, `30m` or `45s`. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'expected a duration such as 90d, 24h, 30m or 45s');

/** Milliseconds of a duration that `Duration` has accepted. */
export function durationMs(duration: string): number {
  const unit = duration.slice(-1) as keyof typeof unitMs;
  return Number(duration.slice(0, -1)) * unitMs[unit];
}
