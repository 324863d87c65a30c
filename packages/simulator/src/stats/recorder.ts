import {
  type Admission,
  admit,
  createModelRecord,
  type ModelRecord,
  presentRecord,
  resetRecord,
} from './model-record.ts';
import { createRequestLog } from './request-log.ts';
import type { SimulatorStats } from './stats.ts';

export interface Recorder {
  request(method: string, path: string, body: string): void;
  admit(model: string, options: string): Admission;
  scheduled(model: string, event: 'load' | 'reload' | 'unload'): void;
  /** Counts an open connection until the returned function is called. */
  connected(): () => void;
  snapshot(): SimulatorStats;
  reset(): void;
}

export function createRecorder(keepBodies: number): Recorder {
  const log = createRequestLog(keepBodies);
  const models = createRecords();
  const connections = { open: 0, maxOpen: 0, total: 0 };
  return {
    request: log.add,
    admit: (model, options) => admit(models.of(model), options),
    scheduled: (model, event) => countScheduled(models.of(model), event),
    connected() {
      connections.total += 1;
      connections.open += 1;
      connections.maxOpen = Math.max(connections.maxOpen, connections.open);
      return () => {
        connections.open -= 1;
      };
    },
    snapshot: () => ({
      models: models.present(),
      connections: { ...connections },
      ...log.snapshot(),
    }),
    reset() {
      log.reset();
      models.reset();
      connections.maxOpen = connections.open;
      connections.total = connections.open;
    },
  };
}

function countScheduled(record: ModelRecord, event: 'load' | 'reload' | 'unload'): void {
  if (event === 'unload') record.unloads += 1;
  else record.loads += 1;
  if (event === 'reload') record.reloads += 1;
}

function createRecords() {
  const records = new Map<string, ModelRecord>();
  return {
    of(model: string) {
      const known = records.get(model);
      if (known) return known;
      const fresh = createModelRecord();
      records.set(model, fresh);
      return fresh;
    },
    present: () =>
      Object.fromEntries([...records].map(([name, record]) => [name, presentRecord(record)])),
    reset() {
      for (const record of records.values()) resetRecord(record);
    },
  };
}
