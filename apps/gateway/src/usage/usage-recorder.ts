import type { UsageRepository, UsageRow } from '@hearth/db';
import type { Journal } from './journal.ts';

export interface UsageRecorderOptions {
  readonly usage: Pick<UsageRepository, 'record'>;
  readonly journal: Journal;
  /** Told once when writing begins to fail, and once when it works again. */
  readonly onTrouble: (error: unknown) => void;
  readonly onRecovered: () => void;
  readonly flushEveryMs?: number;
  /** Rows kept in memory while the database is away; past it the oldest go and are counted. */
  readonly maxPending?: number;
}

export interface UsageRecorder extends AsyncDisposable {
  /** The row is in the journal when this returns. */
  record(row: UsageRow): void;
  /** Tries to write everything that is pending now. */
  flush(): Promise<void>;
  state(): { readonly pendingRows: number; readonly droppedRows: number };
}

/**
 * Journals usage, and writes it off the path of the call, in batches. Rows that could not be written stay and are tried again,
 * also those that an earlier process has left: the database takes each request id once, so what is sent twice does no harm.
 */
export function createUsageRecorder(options: UsageRecorderOptions): UsageRecorder {
  const { usage, journal, onTrouble, onRecovered } = options;
  const { flushEveryMs = 500, maxPending = 100_000 } = options;
  const pending: UsageRow[] = [...journal.leftRows];
  let writing: UsageRow[] = [];
  let droppedRows = 0;
  let failing = false;
  let flushing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    // While the database is away one file grows, instead of a new one at every try.
    const files = failing ? [] : journal.seal();
    writing = pending.splice(0);
    try {
      await usage.record(writing);
      journal.drop(files);
      if (failing) onRecovered();
      failing = false;
    } catch (error) {
      pending.unshift(...writing);
      if (!failing) onTrouble(error);
      failing = true;
    } finally {
      writing = [];
    }
  }

  function flush(): Promise<void> {
    if (pending.length === 0 && flushing === undefined) return Promise.resolve();
    flushing ??= writeAll().finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  const timer = setInterval(() => void flush(), flushEveryMs);
  timer.unref();

  return {
    record(row) {
      journal.append(row);
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
      await flush();
      if (pending.length === 0) journal.drop(journal.seal());
    },
  };
}
