import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/** Asks again until `check` no longer throws; its last error is thrown when the time is over. */
export async function eventually<Value>(
  check: () => Value | Promise<Value>,
  { withinMs = 20_000, everyMs = 25 }: EventuallyOptions = {},
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(everyMs);
  }
}
