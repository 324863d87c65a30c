import { isStoreUnavailable, StoreUnavailableError } from '../store-unavailable-error.ts';
import { withTimeLimit } from '../time-limit.ts';
import { toStoreError } from '../unavailable.ts';
import { createBusyConnections } from './busy-connections.ts';
import { type Connection, openConnection } from './connection.ts';
import { createIdleConnections } from './idle-connections.ts';
import { createPermits } from './permits.ts';
import type { PostgresSettings } from './postgres-settings.ts';

type Work<Result> = (connection: Connection) => Promise<Result>;

export interface Pool {
  /** Gives `work` a connection of its own. Rejects with `StoreUnavailableError` or the driver's error. */
  use<Result>(limitMs: number, work: Work<Result>): Promise<Result>;
  /** Lets the work under way end, for as long as one query may take. */
  close(): Promise<void>;
}

/** postgres.js has a pool of its own; it isn't used because it neither bounds its queue nor lets go of a stopped server. */
export function createPool(settings: PostgresSettings): Pool {
  const permits = createPermits(settings.connections, settings.acquireTimeoutMs);
  const busy = createBusyConnections();
  const idle = createIdleConnections();
  let closed = false;

  /** What made one connection useless has most likely hit the idle ones too. */
  function judge(thrown: unknown, connection: Connection): unknown {
    const error = toStoreError(thrown);
    if (isStoreUnavailable(error)) {
      connection.close();
      idle.closeAll();
    }
    return error;
  }

  async function useOne<Result>(limitMs: number, work: Work<Result>): Promise<Result> {
    if (closed) throw new StoreUnavailableError('The database is closed');
    const connection = idle.take() ?? openConnection(settings);
    busy.add(connection);
    try {
      return await withTimeLimit(limitMs, work(connection));
    } catch (thrown) {
      throw judge(thrown, connection);
    } finally {
      idle.put(connection);
      busy.remove(connection);
    }
  }

  return {
    async use(limitMs, work) {
      await permits.take();
      try {
        return await useOne(limitMs, work);
      } finally {
        permits.giveBack();
      }
    },
    async close() {
      closed = true;
      await withTimeLimit(settings.queryTimeoutMs, busy.untilQuiet()).catch(() => {});
      busy.closeAll();
      idle.closeAll();
    },
  };
}
