/** A request as the routes see it, whichever way it came. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Aborts as soon as the caller has gone. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Whether only local Host headers are served: a server that listens beyond loopback takes any. */
  readonly localOnly: boolean;
}

export type ResponseHeaders = Readonly<Record<string, string | number>>;

/** Where an answer goes. `head` comes first and once, `end` or `destroy` last. */
export interface ResponseSink {
  head(status: number, headers: ResponseHeaders): void;
  write(chunk: string | Uint8Array): void;
  end(): void;
  /** Breaks the connection, whether or not the head has left. */
  destroy(): void;
}
