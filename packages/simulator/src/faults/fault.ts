/** A way for Ollama, or for what stands between, to fail. Lines are counted from 0. */
export type FaultKind =
  /** Answers at once; the default body is `{"error": …}`. */
  | { readonly kind: 'error'; readonly status: number; readonly body?: unknown }
  /** Fails the given share of calls with a status, default 500. */
  | { readonly kind: 'flaky'; readonly rate: number; readonly status?: number }
  /** Takes a slot and never sends a byte. */
  | { readonly kind: 'hang' }
  /** Waits before the first token, and makes every token take `factor` times as long. */
  | { readonly kind: 'slow'; readonly delayMs?: number; readonly factor?: number }
  /** Breaks the connection after so many lines. */
  | { readonly kind: 'drop-mid-stream'; readonly afterLines: number }
  /** Ends with an error line, as a crashed runner does. */
  | { readonly kind: 'error-line'; readonly afterLines: number; readonly message?: string }
  /** Slips in a line that is no JSON; default before line 1. */
  | { readonly kind: 'malformed-line'; readonly afterLines?: number }
  /** The abort on repeated tokens: the stream ends with neither a done line nor an error. */
  | { readonly kind: 'no-done' }
  /** Cuts the last line, or the body, in half, and ends properly. */
  | { readonly kind: 'truncated-json' }
  /** What a proxy in front answers. */
  | { readonly kind: 'html-500' }
  | { readonly kind: 'reset-before-headers' }
  /** Makes the first line this large. */
  | { readonly kind: 'giant-line'; readonly bytes: number }
  | { readonly kind: 'duplicate-done' }
  /** The runner works through the prompt although the caller has gone (ollama#11889): the slot stays taken. */
  | { readonly kind: 'slow-abort' }
  /** The model does not load; calls of a loaded model are not touched. */
  | { readonly kind: 'loading-failure'; readonly message?: string };

export type Fault = FaultKind & {
  /** Only calls of this path. */
  readonly path?: string;
  /** Only calls of this model, named as the caller names it, with or without tag. */
  readonly model?: string;
  /** Only so many calls. */
  readonly times?: number;
};
