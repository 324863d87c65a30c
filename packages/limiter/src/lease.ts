import type { Lease, SettledCost } from './limiter.ts';

export interface LeaseOptions {
  readonly waitedMs: number;
  readonly onSettle: (cost: SettledCost) => void;
  /** Called once at most. */
  readonly onRelease: (drainMs: number) => void;
}

/** A right that this process keeps by itself, so `lost` never fires. */
export function createLease({ waitedMs, onSettle, onRelease }: LeaseOptions): Lease {
  let released = false;
  let lost: AbortSignal | undefined;

  function release({ drainMs = 0 }: { readonly drainMs?: number } = {}): void {
    if (released) return;
    released = true;
    onRelease(drainMs);
  }

  return {
    waitedMs,
    /** One signal a lease, made when asked for: listeners on a signal shared by all leases would pile up for ever. */
    get lost() {
      lost ??= new AbortController().signal;
      return lost;
    },
    settle: onSettle,
    release,
    [Symbol.dispose]: () => release(),
  };
}
