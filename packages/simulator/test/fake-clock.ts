import type { Clock } from '../src/index.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on, running each timer at its own time and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  pending(): number;
}

export function createFakeClock(): FakeClock {
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  let time = Date.UTC(2026, 10, 24);
  const nextBefore = (end: number) =>
    [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => time,
    pending: () => timers.size,
    after(delayMs, run) {
      const timer = { at: time + delayMs, run };
      if (Number.isFinite(delayMs)) timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = time + ms;
      await settled();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        time = Math.max(time, timer.at);
        timers.delete(timer);
        timer.run();
        await settled();
      }
      time = end;
      await settled();
    },
  };
}

/** Lets everything run that waits for nothing but promises. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
