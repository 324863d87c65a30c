import { abortable } from './abortable.ts';
import { HearthClientError, isHearthClientError } from './errors/hearth-client-error.ts';
import { abortedFault } from './errors/local-fault.ts';

/** A caller is better told of a longer wait than kept in it; both openai SDKs and the AI SDK draw the line here too. */
const longestRetryWaitMs = 60_000;
const firstBackoffMs = 500;
const longestBackoffMs = 8_000;

export interface RetryOptions {
  readonly maxRetries: number;
  readonly signal: AbortSignal | undefined;
}

/** Full jitter: callers that were refused together don't come back together. */
export function backoffMs(retriesMade: number, random: () => number = Math.random): number {
  return random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** retriesMade);
}

/** Milliseconds to wait before the same call is made again; undefined = it isn't. The gateway's own prediction goes first. */
export function retryDelayMs(error: unknown, retriesMade: number): number | undefined {
  if (!isHearthClientError(error) || !error.retryable) return undefined;
  const delay = error.retryAfterMs ?? backoffMs(retriesMade);
  return delay > longestRetryWaitMs ? undefined : delay;
}

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  if (signal === undefined) return promise;
  try {
    await abortable(promise, signal);
  } catch (reason) {
    throw new HearthClientError(abortedFault(reason));
  } finally {
    clearTimeout(timer);
  }
}

/** Runs attempts until one succeeds, can't be helped by another, or was the last. Throws the error of the last one. */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  { maxRetries, signal }: RetryOptions,
): Promise<Result> {
  for (let retriesMade = 0; ; retriesMade++) {
    try {
      return await attempt();
    } catch (error) {
      const delay = retriesMade < maxRetries ? retryDelayMs(error, retriesMade) : undefined;
      if (delay === undefined) throw error;
      await sleep(delay, signal);
    }
  }
}
