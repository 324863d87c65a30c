import { abortable } from './abortable.ts';
import { type Attempt, createAttempt } from './attempt.ts';
import type { RequestOptions } from './options.ts';
import { withRetries } from './retry.ts';
import type { Settings } from './settings.ts';
import type { ChatChunk, ChatParams } from './types.ts';

type Batch = readonly ChatChunk[];

/** A streamed call whose first batch is there: from here on nothing is retried. */
export interface OpenedStream {
  /** The next batch; undefined at the end. */
  next(): Promise<Batch | undefined>;
  /** What to throw for what `next` threw. `partial` is the text so far. */
  toError: Attempt['toError'];
  /** Ends the request, here and on the gateway. Idempotent. */
  close(): void;
}

export type OpenStream = (signal: AbortSignal) => Promise<OpenedStream>;

function puller(batches: AsyncIterable<Batch>, signal: AbortSignal) {
  const iterator = batches[Symbol.asyncIterator]();
  return async (): Promise<Batch | undefined> => {
    const result = await abortable(iterator.next(), signal);
    return result.done ? undefined : result.value;
  };
}

/** `next` with a batch put in front. */
function startingWith(first: Batch | undefined, next: OpenedStream['next']): OpenedStream['next'] {
  let given = false;
  return () => {
    if (given) return next();
    given = true;
    return Promise.resolve(first);
  };
}

async function openOnce(attempt: Attempt, params: ChatParams): Promise<OpenedStream> {
  const { signal, toError, close } = attempt;
  const rpc = await attempt.connect();
  const input = { ...params, messages: [...params.messages] };
  const batches = await abortable(rpc.chat.stream.mutate(input, { signal }), signal);
  const next = puller(batches, signal);
  const first = await next();
  attempt.began();
  return { next: startingWith(first, next), toError, close };
}

/** Opens a streamed call, with retries until its first batch is there. Throws `HearthClientError`. */
export function createOpenStream(
  settings: Settings,
  params: ChatParams,
  options: RequestOptions,
): OpenStream {
  const maxRetries = options.maxRetries ?? settings.maxRetries;

  return (signal) => {
    async function once(): Promise<OpenedStream> {
      const attempt = createAttempt(settings, { ...options, signal });
      try {
        return await openOnce(attempt, params);
      } catch (cause) {
        attempt.close();
        throw attempt.toError(cause);
      }
    }
    return withRetries(once, { maxRetries, signal });
  };
}
