import type { AppRouter } from '@hearth/api';
import { createTRPCClient, type TRPCClient } from '@trpc/client';
import { abortable } from './abortable.ts';
import { ownAnswer } from './errors/foreign-answer.ts';
import { HearthClientError } from './errors/hearth-client-error.ts';
import { connectionFault, notSentFault } from './errors/local-fault.ts';
import { toFault } from './errors/to-fault.ts';
import { createLinks } from './links.ts';
import type { Fetch, RequestOptions } from './options.ts';
import { requestHeaders } from './request-headers.ts';
import type { Settings } from './settings.ts';
import { createStop } from './stop.ts';

export type Rpc = TRPCClient<AppRouter>;

/** One try of a call: its headers, its signal and its time limit. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** A tRPC client for this attempt alone. Throws `request_not_sent`. */
  connect(): Promise<Rpc>;
  /** The answer has begun: the time limit is met. */
  began(): void;
  /** What to throw for what was thrown. `partial` is the text so far, once the answer has begun. */
  toError(cause: unknown, partial?: string): HearthClientError;
  /** Ends what is left of the request and lets go of the caller's signal. Idempotent. */
  close(): void;
}

export function createAttempt(settings: Settings, options: RequestOptions): Attempt {
  const { baseURL } = settings;
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
  const stop = createStop({ signal: options.signal, timeoutMs });
  let requestId: string | undefined;

  const fetch: Fetch = async (url, init) => {
    const response = await settings.fetch(url, init).catch((cause: unknown) => {
      throw new HearthClientError(connectionFault(cause, baseURL));
    });
    requestId = response.headers.get('x-request-id') ?? undefined;
    return ownAnswer(response);
  };

  return {
    signal: stop.signal,
    async connect() {
      stop.signal.throwIfAborted();
      const made = requestHeaders(settings, options).catch((cause: unknown) => {
        throw new HearthClientError(notSentFault(cause));
      });
      const headers = await abortable(made, stop.signal);
      return createTRPCClient<AppRouter>({ links: createLinks({ baseURL, headers, fetch }) });
    },
    began: stop.clearTimer,
    toError(cause, partial) {
      const fault = stop.fault() ?? toFault(cause, { baseURL, requestId, partial });
      return new HearthClientError({ requestId, ...fault, partial });
    },
    close: stop.close,
  };
}
