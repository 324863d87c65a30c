import { connect, type Socket } from 'node:net';

/** What postgres.js hands to its `socket` option (src/connection.js `createSocket`). */
interface SocketTarget {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false | undefined;
}

export interface SingleSocket {
  /** Gives a socket the first time and throws after that. */
  open(target: SocketTarget): Socket;
  destroy(): void;
}

function connectTo({ host: [host], port: [port], path }: SocketTarget): Socket {
  if (path) return connect(path);
  const target = { host: host ?? 'localhost', port: port ?? 5432 };
  // postgres.js reads them off the socket: for the TLS handshake and for its messages (src/connection.js `secure`, src/errors.js).
  return Object.assign(connect(target), target);
}

/**
 * Lets a postgres.js client connect once. By itself it reconnects whenever a query finds the connection closed: the rest of a
 * transaction would then run outside of it, statement by statement, and a server that closes at once is called in a loop.
 * It is also the only way to let go of a socket whose other end has stopped: `end` only says goodbye and waits.
 */
export function createSingleSocket(): SingleSocket {
  let socket: Socket | undefined;
  return {
    open(target) {
      if (socket !== undefined) {
        throw Object.assign(new Error('connection closed'), { code: 'CONNECTION_CLOSED' });
      }
      socket = connectTo(target);
      return socket;
    },
    destroy: () => socket?.destroy(),
  };
}
