/** Whole milliseconds, never negative: a wall clock may be set back. */
export function elapsedMs(since: number, now: number): number {
  return Math.max(0, Math.round(now - since));
}
