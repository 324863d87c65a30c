import type { UsageRepository, UsageRow } from '@hearth/db';

export interface UsageRecorderOptions {
  readonly usage: Pick<UsageRepository, 'record'>;
  /** Told once when writing begins to fail, and once when it works again. */
  readonly onTrouble: (error: unknown) => void;
  readonly onRecovered: () => void;
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
  const { usage, onTrouble, onRecovered, flushEveryMs = 500, maxPending = 100_000 } = options;
  const pending: UsageRow[] = [];
  let writing: UsageRow[] = [];
  let droppedRows = 0;
  let failing = false;
  let flushing: Promise<void> | undefined;

  async function writeNext(): Promise<void> {
    writing = pending.splice(0, rowsPerStatement);
    try {
      await usage.record(writing);
    } catch (error) {
      pending.unshift(...writing);
      throw error;
    } finally {
      writing = [];
    }
  }

  async function writeAll(): Promise<void> {
    try {
      while (pending.length > 0) await writeNext();
      if (failing) onRecovered();
      failing = false;
    } catch (error) {
      if (!failing) onTrouble(error);
      failing = true;
    }
  }

  function flush(): Promise<void> {
    flushing ??= writeAll().finally(() => {
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
    state: () => ({ pendingRows: pending.length + writing.length, droppedRows }),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush();
      // A row may have come while the last flush was under way.
      if (pending.length > 0) await flush();
    },
  };
}
