import type { Log } from '../log.ts';

/** Closes in the order given; one that fails doesn't keep the others open. */
export async function closeAll(parts: readonly AsyncDisposable[], log: Log): Promise<void> {
  for (const part of parts) {
    try {
      await part[Symbol.asyncDispose]();
    } catch (error) {
      log.warn({ error: String(error) }, 'a part did not close cleanly');
    }
  }
}
