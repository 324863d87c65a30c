/** RFC 3339 with nanoseconds, trailing zeros cut, as Go's RFC3339Nano. */
export function goTime(epochMs: number): string {
  const seconds = new Date(Math.floor(epochMs / 1_000) * 1_000).toISOString().slice(0, 19);
  const nanoseconds = Math.floor((epochMs % 1_000) * 1e6);
  const fraction = `.${String(nanoseconds).padStart(9, '0')}`.replace(/\.?0+$/, '');
  return `${seconds}${fraction}Z`;
}

/** Whole nanoseconds of a duration in milliseconds. */
export function nanosecondsOf(durationMs: number): number {
  return Math.max(0, Math.round(durationMs * 1e6));
}
