export interface OnceReady {
  /** Resolves when `prepare` has succeeded once; concurrent callers share one attempt, a failed one is tried again. */
  ensure(): Promise<void>;
  /** The next `ensure` prepares again. */
  forget(): void;
}

export function createOnceReady(prepare: () => Promise<void>): OnceReady {
  let attempt: Promise<void> | undefined;

  async function tryOnce(): Promise<void> {
    try {
      await prepare();
    } catch (error) {
      attempt = undefined;
      throw error;
    }
  }

  return {
    ensure() {
      attempt ??= tryOnce();
      return attempt;
    },
    forget() {
      attempt = undefined;
    },
  };
}
