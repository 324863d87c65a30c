import type { Clock } from '../clock.ts';

/** The keep-alive of one runner. */
export interface Expiry {
  keepAliveMs(): number;
  /** Milliseconds since the epoch. */
  expiresAt(): number;
  /** The last writer wins; undefined leaves it as it was (server/sched.go useLoadedRunner). */
  set(keepAliveMs: number | undefined): void;
  /** Starts the time anew; while the runner is in use it does not run out. */
  restart(inUse: boolean): void;
  stop(): void;
}

export interface ExpirySetup {
  readonly clock: Clock;
  readonly keepAliveMs: number;
  readonly expired: () => void;
}

export function createExpiry({ clock, keepAliveMs: initial, expired }: ExpirySetup): Expiry {
  let keepAliveMs = initial;
  let expiresAt = clock.now() + initial;
  let stop = () => {};
  return {
    keepAliveMs: () => keepAliveMs,
    expiresAt: () => expiresAt,
    stop: () => stop(),
    set(wanted) {
      keepAliveMs = wanted ?? keepAliveMs;
    },
    restart(inUse) {
      stop();
      expiresAt = clock.now() + keepAliveMs;
      if (inUse || keepAliveMs === Number.POSITIVE_INFINITY) return;
      if (keepAliveMs <= 0) expired();
      else stop = clock.after(keepAliveMs, expired, true);
    },
  };
}
