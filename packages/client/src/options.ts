/** What the client needs of `fetch`. The global one fits. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface HearthOptions {
  /** Where the gateway is, without `/trpc` or `/v1`. Default `http://127.0.0.1:7411`. */
  readonly baseURL?: string | undefined;
  /** The key, or a function that gives it, called for every attempt. It may be absent where `headers` carry one. */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Milliseconds an attempt may take to its first byte. Default 600000. The pace of a stream after that isn't limited. */
  readonly timeoutMs?: number | undefined;
  /** How many times a call is tried again. Default 2. */
  readonly maxRetries?: number | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: Fetch | undefined;
}

export interface RequestOptions {
  /** Ends the call, here and on the gateway; it then throws `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds an attempt may take to its first byte. */
  readonly timeoutMs?: number | undefined;
  readonly maxRetries?: number | undefined;
  /** Milliseconds to wait for a free slot before the gateway refuses with 429: 0 to 90000. */
  readonly maxWaitMs?: number | undefined;
}
