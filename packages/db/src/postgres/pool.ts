import { isStoreUnavailable, StoreUnavailableError } from '../store-unavailable-error.ts';
import { withTimeLimit } from '../time-limit.ts';
import { toStoreError } from '../unavailable.ts';
import { type Connection, openConnection } from './connection.ts';
import { createPermits } from './permits.ts';
import type { PostgresSettings } from './postgres-settings.ts';

export interface Pool {
  /** Gives `work` a connection of its own. Rejects with `StoreUnavailableError` or the driver's error. */
  use<Result>(limitMs: number, work: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** Lets the work under way end, for as long as one query may take. */
  close(): Promise<void>;
}

/** postgres.js has a pool of its own; it isn't used because it neither bounds its queue nor lets go of a stopped server. */
export function createPool(settings: PostgresSettings): Pool {
  const permits = createPermits(settings.connections, settings.acquireTimeoutMs);
  const busy = new Set<Connection>();
  let idle: Connection[] = [];
  let closed = false;
  let quiet = () => {};

  function closeIdle(): void {
    for (const connection of idle) connection.close();
    idle = [];
  }

  /** The one used last: the others may grow old and be closed by the server. */
  function takeIdle(): Connection {
    let connection = idle.pop();
    while (connection?.closed) connection = idle.pop();
    return connection ?? openConnection(settings);
  }

  function putBack(connection: Connection): void {
    if (closed) connection.close();
    else if (!connection.closed) idle.push(connection);
  }

  /** What made one connection useless has most likely hit the idle ones too. */
  function judge(thrown: unknown, connection: Connection): unknown {
    const error = toStoreError(thrown);
    if (!isStoreUnavailable(error)) return error;
    connection.close();
    closeIdle();
    return error;
  }

  /** Resolves when the work under way has ended. */
  function untilQuiet(): Promise<void> {
    return new Promise((resolve) => {
      quiet = resolve;
      if (busy.size === 0) resolve();
    });
  }

  function begin(): Connection {
    if (closed) throw new StoreUnavailableError('The database is closed');
    const connection = takeIdle();
    busy.add(connection);
    return connection;
  }

  function end(connection: Connection): void {
    busy.delete(connection);
    putBack(connection);
    if (busy.size === 0) quiet();
  }

  return {
    async use(limitMs, work) {
      await permits.take();
      try {
        const connection = begin();
        try {
          return await withTimeLimit(limitMs, work(connection));
        } catch (thrown) {
          throw judge(thrown, connection);
        } finally {
          end(connection);
        }
      } finally {
        permits.giveBack();
      }
    },
    async close() {
      closed = true;
      await withTimeLimit(settings.queryTimeoutMs, untilQuiet()).catch(() => {});
      for (const connection of busy) connection.close();
      closeIdle();
    },
  };
}
