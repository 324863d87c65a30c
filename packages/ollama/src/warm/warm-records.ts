import type { WarmModel } from '@hearth/wire';
import type { OllamaRunningModel } from '../native/models.ts';

interface WarmRecord {
  readonly shown: WarmModel;
  /** Loads since the model was last found to have stayed. */
  readonly attempts: number;
  /** No load before this moment. */
  readonly notBefore: number;
}

interface WarmRecordsOptions {
  readonly intervalMs: number;
  readonly now: () => number;
}

/** What is known of each warm model. */
export interface WarmRecords {
  /** Forgets every other model. */
  keep(models: readonly string[]): void;
  /** Takes in what `/api/ps` says of a model. Says whether it was evicted since the last look. */
  see(model: string, running: OllamaRunningModel | undefined): { readonly isEvicted: boolean };
  show(model: string, shown: Partial<WarmModel>): void;
  countLoad(model: string): void;
  mayLoad(model: string): boolean;
  list(): WarmModel[];
}

const longestPauseMs = 600_000;
const gone = { contextLength: null, vramShare: null, expiresAt: null };

function newRecord(model: string): WarmRecord {
  const shown = { model, state: 'waiting', checkedAt: null, loadMs: null, error: null } as const;
  return { shown: { ...shown, ...gone }, attempts: 0, notBefore: 0 };
}

function describe(running: OllamaRunningModel): Partial<WarmModel> {
  const { sizeBytes, vramBytes, contextLength, expiresAt } = running;
  return {
    state: 'resident',
    contextLength: contextLength ?? null,
    vramShare: sizeBytes > 0 ? Math.round((vramBytes / sizeBytes) * 1000) / 1000 : null,
    expiresAt: expiresAt ?? null,
    error: null,
  };
}

export function createWarmRecords({ intervalMs, now }: WarmRecordsOptions): WarmRecords {
  const records = new Map<string, WarmRecord>();
  const recordOf = (model: string) => records.get(model) ?? newRecord(model);

  function show(model: string, shown: Partial<WarmModel>): void {
    const record = recordOf(model);
    records.set(model, { ...record, shown: { ...record.shown, ...shown } });
  }

  return {
    show,
    list: () => [...records.values()].map(({ shown }) => shown),
    mayLoad: (model) => now() >= recordOf(model).notBefore,
    keep(models) {
      for (const model of records.keys()) if (!models.includes(model)) records.delete(model);
      for (const model of models) records.set(model, recordOf(model));
    },
    see(model, running) {
      const checkedAt = new Date(now()).toISOString();
      const before = recordOf(model);
      const wasThere = before.shown.state === 'resident';
      if (running !== undefined) {
        records.set(model, { ...before, attempts: 0, notBefore: 0 });
        show(model, { ...describe(running), checkedAt });
      } else {
        show(model, { ...gone, checkedAt, ...(wasThere ? { state: 'evicted' } : {}) });
      }
      return { isEvicted: wasThere && running === undefined };
    },
    countLoad(model) {
      const record = recordOf(model);
      const pause = record.attempts === 0 ? 0 : intervalMs * 2 ** Math.min(record.attempts, 10);
      const notBefore = now() + Math.min(pause, longestPauseMs);
      records.set(model, { ...record, attempts: record.attempts + 1, notBefore });
    },
  };
}
