import type { Connection } from './connection.ts';

export interface BusyConnections {
  add(connection: Connection): void;
  remove(connection: Connection): void;
  /** Resolves when none is left. */
  untilQuiet(): Promise<void>;
  closeAll(): void;
}

export function createBusyConnections(): BusyConnections {
  const busy = new Set<Connection>();
  const { promise: quiet, resolve: settle } = Promise.withResolvers<void>();
  let leaving = false;

  function settleWhenQuiet(): void {
    if (leaving && busy.size === 0) settle();
  }

  return {
    add: (connection) => busy.add(connection),
    remove(connection) {
      busy.delete(connection);
      settleWhenQuiet();
    },
    untilQuiet() {
      leaving = true;
      settleWhenQuiet();
      return quiet;
    },
    closeAll() {
      for (const connection of busy) connection.close();
    },
  };
}
