import type { Fetch, HearthOptions } from './options.ts';

/** The options of a client with every default filled in. */
export interface Settings {
  /** Without a slash at its end. */
  readonly baseURL: string;
  readonly apiKey: string | (() => string | Promise<string>) | undefined;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
}

function withoutSlash(baseURL: string): string {
  const { protocol } = new URL(baseURL);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new TypeError(`Expected a baseURL of http or https, got ${protocol}`);
  }
  return baseURL.replace(/\/+$/, '');
}

/** Looked up at each call, so that a `fetch` put in place later is used; browsers refuse one that has lost its `this`. */
const globalFetch: Fetch = (url, init) => globalThis.fetch(url, init);

/** Throws `TypeError` for a `baseURL` that isn't an http URL. */
export function toSettings(options: HearthOptions): Settings {
  return {
    baseURL: withoutSlash(options.baseURL ?? 'http://127.0.0.1:7411'),
    apiKey: options.apiKey,
    timeoutMs: options.timeoutMs ?? 600_000,
    maxRetries: options.maxRetries ?? 2,
    headers: options.headers ?? {},
    fetch: options.fetch ?? globalFetch,
  };
}
