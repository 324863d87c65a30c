import type { Fault } from './errors/fault.ts';
import { abortedFault, timeoutFault } from './errors/local-fault.ts';

export interface StopOptions {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Why and when an attempt is stopped from outside: its caller's signal or its time limit, whichever is first. */
export interface Stop {
  readonly signal: AbortSignal;
  fault(): Fault | undefined;
  clearTimer(): void;
  /** Aborts `signal` without a fault. */
  close(): void;
}

/** A longer delay makes a timer fire at once (HTML standard §8.6: a signed 32-bit integer). */
const longestTimerMs = 2 ** 31 - 1;

export function createStop({ signal: outer, timeoutMs }: StopOptions): Stop {
  const controller = new AbortController();
  let fault: Fault | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
    controller.abort();
  }
  function stop(reason: Fault): void {
    fault = reason;
    close();
  }
  const onAbort = () => stop(abortedFault(outer?.reason));

  if (outer?.aborted) onAbort();
  else {
    outer?.addEventListener('abort', onAbort, { once: true });
    if (timeoutMs <= longestTimerMs)
      timer = setTimeout(() => stop(timeoutFault(timeoutMs)), timeoutMs);
  }
  return {
    signal: controller.signal,
    fault: () => fault,
    clearTimer: () => clearTimeout(timer),
    close,
  };
}
