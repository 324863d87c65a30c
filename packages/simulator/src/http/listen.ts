import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Call, ResponseSink } from './exchange.ts';
import { isLoopback } from './local-callers.ts';

export interface ListenOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
}

export interface ListenSetup {
  readonly handle: (call: Call, sink: ResponseSink) => void;
  readonly now: () => number;
  /** Called for each connection; the returned function is called when it has closed. */
  readonly connected: () => () => void;
}

/** Serves the handler over node:http, without web streams: load tests go through here. */
export async function listen(setup: ListenSetup, options: ListenOptions) {
  const host = options.host ?? '127.0.0.1';
  const server = createServer();
  const calls = trackConnections(server, setup);
  server.on('request', (request, response) =>
    receive({ setup, calls, request, response, localOnly: isLoopback(host) }),
  );
  // Go's server keeps idle connections for as long as the client does.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const port = portOf(server);
  const shown = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${port}`, port, close: () => close(server) };
}

type CallsBySocket = WeakMap<Socket, Set<AbortController>>;

/**
 * A caller has gone once its socket ends or fails. Waiting for 'close' would be a turn of the event loop too late:
 * the next request would be counted before the one that made room for it had ended.
 */
function trackConnections(server: Server, setup: ListenSetup): CallsBySocket {
  const calls: CallsBySocket = new WeakMap();
  server.on('connection', (socket) => {
    const running = new Set<AbortController>();
    const closed = setup.connected();
    const gone = () => {
      for (const controller of running) controller.abort();
      running.clear();
    };
    calls.set(socket, running);
    socket.on('end', gone);
    socket.on('error', gone);
    socket.on('close', () => {
      gone();
      closed();
    });
  });
  return calls;
}

interface Received {
  readonly setup: ListenSetup;
  readonly calls: CallsBySocket;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly localOnly: boolean;
}

function receive({ setup, calls, request, response, localOnly }: Received): void {
  const receivedAt = setup.now();
  const running = calls.get(request.socket);
  const controller = new AbortController();
  running?.add(controller);
  response.once('finish', () => running?.delete(controller));
  // Writing to a caller that has gone is no failure of the simulator.
  response.on('error', () => {});
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const call: Call = {
      method: request.method ?? 'GET',
      path: (request.url ?? '/').split('?', 1)[0] ?? '/',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      signal: controller.signal,
      receivedAt,
      localOnly,
    };
    setup.handle(call, sinkOf(response));
  });
}

function sinkOf(response: ServerResponse): ResponseSink {
  return {
    head: (status, headers) => void response.writeHead(status, headers),
    write: (chunk) => void response.write(chunk),
    end: () => void response.end(),
    destroy: () => breakOff(response),
  };
}

/** Resets a connection without an answer; otherwise what was written leaves first, then the connection breaks. */
function breakOff(response: ServerResponse): void {
  if (response.headersSent) setImmediate(() => response.socket?.destroy());
  else response.socket?.resetAndDestroy();
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
