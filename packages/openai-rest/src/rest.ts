import type { Context } from '@hearth/api';

/** A request as the surface needs it, whatever HTTP server took it. */
export interface RestRequest {
  readonly method: string;
  /** Path with its query, as it came. */
  readonly url: string;
  /** The body's text; undefined where there is none. */
  readonly body: string | undefined;
  readonly context: Context;
}

export interface RestText {
  readonly kind: 'text';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RestStream {
  readonly kind: 'stream';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text for the socket, one write an item. Never rejects: a fault rides on it as an event. */
  readonly events: AsyncIterable<string>;
}

export type RestAnswer = RestText | RestStream;

export interface RestOutcome {
  readonly answer: RestAnswer;
  /** What went wrong inside, when the answer is a redacted `internal_error`: for the log alone. */
  readonly fault?: unknown;
}

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' } as const;

export function jsonAnswer(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): RestText {
  return {
    kind: 'text',
    status,
    headers: { ...jsonHeaders, ...headers },
    body: JSON.stringify(value),
  };
}
