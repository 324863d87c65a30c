import type { Connection } from './connection.ts';

export interface IdleConnections {
  /** The one used last: the others may grow old and be closed by the server. */
  take(): Connection | undefined;
  put(connection: Connection): void;
  closeAll(): void;
}

export function createIdleConnections(): IdleConnections {
  const idle: Connection[] = [];
  return {
    take() {
      let connection = idle.pop();
      while (connection?.closed) connection = idle.pop();
      return connection;
    },
    put(connection) {
      if (!connection.closed) idle.push(connection);
    },
    closeAll() {
      for (const connection of idle.splice(0)) connection.close();
    },
  };
}
