/** A one-shot timer: Node's own `Timeout` is one. */
export interface Timer {
  /** Lets the process end before it fires. */
  unref(): unknown;
  [Symbol.dispose](): void;
}

export type SetTimer = (callback: () => void, delayMs: number) => Timer;
