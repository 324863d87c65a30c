import type { UsageRepository, UsageRow } from '@hearth/db';

export interface UsageRecorderOptions {
  readonly usage: UsageRepository;
  readonly onError: (error: unknown) => void;
  readonly flushEveryMs?: number;
  /** Rows kept while the database is away; past it the oldest go and are counted. */
  readonly maxPending?: number;
}

export interface UsageRecorder extends AsyncDisposable {
  record(row: UsageRow): void;
  /** Tries to write everything that is pending now. */
  flush(): Promise<void>;
  state(): { readonly pendingRows: number; readonly droppedRows: number };
}

/** More rows in one statement would hold up the streams of this process for over a millisecond. */
const rowsPerStatement = 200;

/**
 * Writes usage off the path of the call, in batches. Rows that could not be written stay and are tried again: the database
 * takes each request id once, so a reply that was lost does no harm.
 */
export function createUsageRecorder(options: UsageRecorderOptions): UsageRecorder {
  const { usage, onError, flushEveryMs = 500, maxPending = 100_000 } = options;
  let pending: UsageRow[] = [];
  let droppedRows = 0;
  let flushing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (pending.length > 0) {
      const rows = pending.slice(0, rowsPerStatement);
      await usage.record(rows);
      const written = new Set(rows);
      pending = pending.filter((row) => !written.has(row));
    }
  }

  function flush(): Promise<void> {
    flushing ??= writeAll()
      .catch(onError)
      .finally(() => {
        flushing = undefined;
      });
    return flushing;
  }

  const timer = setInterval(() => {
    if (pending.length > 0) void flush();
  }, flushEveryMs);
  timer.unref();

  return {
    record(row) {
      pending.push(row);
      if (pending.length <= maxPending) return;
      pending.shift();
      droppedRows++;
    },
    flush,
    state: () => ({ pendingRows: pending.length, droppedRows }),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush();
      if (pending.length > 0) await flush();
    },
  };
}
