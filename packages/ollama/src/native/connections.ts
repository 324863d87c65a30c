import type { Socket } from 'node:net';
import { HearthError } from '@hearth/wire';
import { buildConnector, Client } from 'undici';

interface ConnectionsOptions {
  readonly url: URL;
  /** Milliseconds to wait for a connection. */
  readonly connectTimeoutMs: number;
  /** Milliseconds to wait for the first byte of an answer. */
  readonly headersTimeoutMs: number;
  /** Milliseconds of silence that end an answer under way. */
  readonly idleTimeoutMs: number;
}

/** One connection to Ollama, which carries one call at a time and opens itself again when it was closed. */
export interface Connection {
  readonly client: Client;
  /** The socket of the last successful connect. */
  socket(): Socket | undefined;
  /** Keeps the connection for the next call. */
  giveBack(): void;
  /** Resolves once the socket has closed. */
  discard(): Promise<void>;
}

export interface Connections {
  /** Throws `HearthError` `shutting_down` after `close`. */
  take(): Connection;
  /** How many connections carry a call. */
  taken(): number;
  /** Cuts every connection. Resolves once all sockets have closed. */
  close(): Promise<void>;
}

const keepAliveMs = 60_000;

function createClient(options: ConnectionsOptions, onSocket: (socket: Socket) => void): Client {
  const connect = buildConnector({ timeout: options.connectTimeoutMs, allowH2: false });
  return new Client(options.url.origin, {
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.idleTimeoutMs,
    // The socket that the connector gives back lets undici cancel a connect under way (undici lib/dispatcher/client.js).
    connect: (target, callback) =>
      connect(target, (...result) => {
        const [error, socket] = result;
        if (error === null) onSocket(socket);
        callback(...result);
      }),
  });
}

/**
 * As many connections as there are calls: the limiter bounds the calls, and a bound here would be a second, hidden queue.
 * One undici `Client` each instead of a `Pool`, because only so is it known which socket carries which call, and with it the
 * moment when Ollama's side of that call has ended. The connection used last is used next, so that idle ones run out.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const busy = new Set<Connection>();
  const idle: Connection[] = [];
  let closing = false;

  function open(): Connection {
    let socket: Socket | undefined;
    const client = createClient(options, (opened) => {
      socket = opened;
    });
    const connection: Connection = {
      client,
      socket: () => socket,
      giveBack() {
        busy.delete(connection);
        if (!closing && !client.destroyed) idle.push(connection);
      },
      async discard() {
        const at = idle.indexOf(connection);
        if (at !== -1) idle.splice(at, 1);
        await client.destroy();
        busy.delete(connection);
      },
    };
    client.on('disconnect', () => {
      if (idle.includes(connection)) void connection.discard();
    });
    return connection;
  }

  return {
    take() {
      if (closing) throw new HearthError('shutting_down', 'This gateway is stopping.');
      const connection = idle.pop() ?? open();
      busy.add(connection);
      return connection;
    },
    taken: () => busy.size,
    async close() {
      closing = true;
      await Promise.all([...busy, ...idle].map((connection) => connection.discard()));
    },
  };
}
