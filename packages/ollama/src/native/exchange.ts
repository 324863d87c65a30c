import type { Dispatcher } from 'undici';
import type { Connection } from './connections.ts';

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds to wait for the first byte of the answer, where it isn't that of the connection. */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds that Ollama gets to close its side after ours. Default 1000. */
  readonly lingerMs?: number | undefined;
}

export interface ExchangeListener {
  onStatus(status: number): void;
  onData(piece: Buffer): void;
  /** The answer has come whole. */
  onEnd(): void;
  /** The connection failed: refused, reset, timed out. Not called after `hangUp`. */
  onFailure(error: Error): void;
}

/** One request and its answer on one connection. */
export interface Exchange {
  pause(): void;
  resume(): void;
  /** Ends the call from this side. The listener hears nothing more. */
  hangUp(): void;
  /** Settles, never rejects, once Ollama's side has ended. */
  readonly closed: Promise<void>;
}

/** How long Ollama gets to close its side after ours, where the request doesn't say. */
const shortLingerMs = 1_000;

/**
 * Hanging up closes our half of the connection and waits for Ollama to close its own. Go's server cancels a request as soon as
 * it reads the end of the stream (net/http server.go `backgroundRead`) and closes only when the handler has returned, so that
 * `closed` is the moment when Ollama is through with the call, not the moment when we stopped listening.
 * The call is dispatched in a microtask: the listener is never called before this function has returned.
 */
export function startExchange(
  connection: Connection,
  request: UpstreamRequest,
  listener: ExchangeListener,
): Exchange {
  const { promise: closed, resolve: settle } = Promise.withResolvers<void>();
  let controller: Dispatcher.DispatchController | undefined;
  let left = false;
  let over = false;
  let linger: NodeJS.Timeout | undefined;

  function finish(reusable: boolean): void {
    if (over) return;
    over = true;
    clearTimeout(linger);
    if (reusable) {
      connection.giveBack();
      settle();
    } else {
      // A microtask later, because undici may be in the middle of closing this client.
      Promise.resolve()
        .then(() => connection.discard())
        .then(settle, settle);
    }
  }

  function hangUp(): void {
    if (left || over) return;
    left = true;
    const socket = connection.socket();
    const unsent = controller === undefined || socket === undefined || socket.writableLength > 0;
    if (unsent) {
      finish(false);
      return;
    }
    // What is still on its way must be read, or Ollama could be stuck in a write and never see our end.
    controller?.resume();
    if (over) return;
    socket.end();
    linger = setTimeout(finish, request.lingerMs ?? shortLingerMs, false);
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
    },
    onResponseStart(_, status) {
      if (!left) listener.onStatus(status);
    },
    onResponseData(_, piece) {
      if (!left) listener.onData(piece);
    },
    onResponseEnd() {
      if (!left) listener.onEnd();
      finish(!left);
    },
    onResponseError(_, error) {
      if (!left) listener.onFailure(error);
      finish(false);
    },
  };

  queueMicrotask(() => {
    if (over) return;
    const { method, path, headers, body, headersTimeoutMs } = request;
    const limits = headersTimeoutMs === undefined ? {} : { headersTimeout: headersTimeoutMs };
    connection.client.dispatch({ method, path, headers, body: body ?? null, ...limits }, handler);
  });

  return {
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
    hangUp,
    closed,
  };
}
