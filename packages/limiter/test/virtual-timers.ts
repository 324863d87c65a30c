import type { SetTimer, Timer } from '../src/timer.ts';

/** A clock that stands until it is moved, with the timers on it. */
export interface VirtualTimers {
  readonly now: () => number;
  readonly setTimer: SetTimer;
  /** Fires what comes due on the way, each at its moment. */
  pass(ms: number): void;
  /** Timers that are set and would keep the process alive, or not. */
  pending(): readonly { readonly at: number; readonly keepsAlive: boolean }[];
}

interface Entry {
  readonly at: number;
  readonly callback: () => void;
  keepsAlive: boolean;
}

export function createVirtualTimers(): VirtualTimers {
  const entries = new Set<Entry>();
  let time = 0;

  function setTimer(callback: () => void, delayMs: number): Timer {
    const entry: Entry = { at: time + delayMs, callback, keepsAlive: true };
    entries.add(entry);
    return {
      unref() {
        entry.keepsAlive = false;
      },
      [Symbol.dispose]: () => void entries.delete(entry),
    };
  }

  function nextUntil(end: number): Entry | undefined {
    const due = [...entries].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => time,
    setTimer,
    pass(ms) {
      const end = time + ms;
      for (let entry = nextUntil(end); entry !== undefined; entry = nextUntil(end)) {
        entries.delete(entry);
        time = entry.at;
        entry.callback();
      }
      time = end;
    },
    pending: () => [...entries].map(({ at, keepsAlive }) => ({ at, keepsAlive })),
  };
}
