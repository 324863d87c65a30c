import { Agent, fetch, type RequestInit, type Response } from 'undici';

/** A way to a gateway: an address and a `fetch` that takes it. */
export interface Line extends AsyncDisposable {
  readonly baseUrl: string;
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

export interface LineOptions {
  readonly baseUrl: string;
  /** A unix socket or a named pipe, taken instead of the host of `baseUrl`. */
  readonly socketPath?: string | undefined;
}

const connectMs = 3_000;
/** Warming a model waits up to 90 s for its slot and then for the load, which may take ten minutes. */
const answerMs = 700_000;

export function openLine({ baseUrl, socketPath }: LineOptions): Line {
  const connect = { timeout: connectMs, ...(socketPath === undefined ? {} : { socketPath }) };
  const dispatcher = new Agent({ connect, headersTimeout: answerMs, bodyTimeout: answerMs });
  return {
    baseUrl,
    fetch: (url, init) => fetch(url, { ...init, dispatcher }),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
