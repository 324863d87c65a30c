export interface Sending {
  readonly method?: string;
  /** Null = none. */
  readonly key?: string | null;
  /** A text goes as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Throws `SyntaxError` where the body isn't JSON. */
  json<Body = unknown>(): Body;
}

export interface Sender {
  send(path: string, sending?: Sending): Promise<Answer>;
  open(path: string, sending?: Sending): Promise<Response>;
}

function toBody(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Requests of one gateway, by `fetch`, with `key` unless a request says otherwise. */
export function createSender(url: string, key: string): Sender {
  async function open(path: string, sending: Sending = {}): Promise<Response> {
    const token = sending.key === undefined ? key : sending.key;
    const body = toBody(sending.body);
    return fetch(`${url}${path}`, {
      method: sending.method ?? (body === null ? 'GET' : 'POST'),
      headers: {
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...sending.headers,
      },
      body,
      ...(sending.signal ? { signal: sending.signal } : {}),
    });
  }

  return {
    open,
    async send(path, sending) {
      const response = await open(path, sending);
      const text = await response.text();
      const { status, headers } = response;
      return { status, headers, text, json: <Body>() => JSON.parse(text) as Body };
    },
  };
}
