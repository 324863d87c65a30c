import { Duration, durationMs } from '@hearth/wire';

/** Milliseconds since 1970 of a moment that `parseMoment` has accepted. */
export function momentMs(moment: string, now: number = Date.now()): number {
  return Duration.safeParse(moment).success ? now - durationMs(moment) : Date.parse(moment);
}
