import type { ModelStats, SeenRequest, SimulatorStats } from './stats.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type ModelRecord = Omit<Mutable<ModelStats>, 'waiting' | 'optionsSeen'> & {
  admitted: number;
  options: Set<string>;
};

/** One call from its arrival until Ollama is done with it. */
export interface Admission {
  ran(): void;
  stopped(): void;
  generated(tokens: number): void;
  prefilled(tokens: number): void;
  left(): void;
  ended(): void;
}

export interface Recorder {
  request(method: string, path: string, body: string): void;
  admit(model: string, options: string): Admission;
  scheduled(model: string, event: 'load' | 'reload' | 'unload'): void;
  connected(): () => void;
  snapshot(): SimulatorStats;
  reset(): void;
}

export function createRecorder(keepBodies: number): Recorder {
  const models = new Map<string, ModelRecord>();
  const paths = new Map<string, number>();
  const connections = { open: 0, maxOpen: 0, total: 0 };
  const bodies: Omit<SeenRequest, 'body'>[] & { text?: string } = [];
  const texts: string[] = [];
  let requests = 0;
  const recordOf = (name: string) => {
    const known = models.get(name);
    if (known) return known;
    const fresh = emptyRecord();
    models.set(name, fresh);
    return fresh;
  };
  return {
    request(method, path, body) {
      requests += 1;
      paths.set(path, (paths.get(path) ?? 0) + 1);
      if (body === '' || keepBodies <= 0) return;
      bodies.push({ method, path });
      texts.push(body);
      if (bodies.length <= keepBodies) return;
      bodies.shift();
      texts.shift();
    },
    admit: (model, options) => admit(recordOf(model), options),
    scheduled(model, event) {
      const record = recordOf(model);
      if (event === 'unload') record.unloads += 1;
      else record.loads += 1;
      if (event === 'reload') record.reloads += 1;
    },
    connected() {
      connections.total += 1;
      connections.open += 1;
      connections.maxOpen = Math.max(connections.maxOpen, connections.open);
      return () => {
        connections.open -= 1;
      };
    },
    snapshot: () => ({
      models: Object.fromEntries([...models].map(([name, record]) => [name, present(record)])),
      connections: { ...connections },
      requests,
      requestsByPath: Object.fromEntries(paths),
      bodies: bodies.map((seen, index) => ({ ...seen, body: parsed(texts[index] ?? '') })),
    }),
    reset() {
      requests = 0;
      paths.clear();
      bodies.length = 0;
      texts.length = 0;
      connections.maxOpen = connections.open;
      for (const record of models.values()) resetRecord(record);
    },
  };
}

function admit(record: ModelRecord, options: string): Admission {
  record.requests += 1;
  record.admitted += 1;
  record.maxAdmitted = Math.max(record.maxAdmitted, record.admitted);
  record.options.add(options);
  let running = false;
  let departed = false;
  return {
    ran() {
      running = true;
      record.running += 1;
      record.maxConcurrent = Math.max(record.maxConcurrent, record.running);
    },
    stopped() {
      if (running) record.running -= 1;
      running = false;
    },
    generated(tokens) {
      record.tokensGenerated += tokens;
    },
    prefilled(tokens) {
      record.tokensPrefilled += tokens;
    },
    left() {
      if (!departed) record.aborted += 1;
      departed = true;
    },
    ended() {
      record.admitted -= 1;
    },
  };
}

function emptyRecord(): ModelRecord {
  const counts = { requests: 0, aborted: 0, loads: 0, reloads: 0, unloads: 0 };
  const tokens = { tokensGenerated: 0, tokensPrefilled: 0 };
  const live = { running: 0, maxConcurrent: 0, admitted: 0, maxAdmitted: 0 };
  return { ...counts, ...tokens, ...live, options: new Set() };
}

/** Forgets the past; calls in flight stay counted. */
function resetRecord(record: ModelRecord): void {
  const { running, admitted } = record;
  Object.assign(record, emptyRecord(), { running, admitted });
  record.maxConcurrent = running;
  record.maxAdmitted = admitted;
}

function present(record: ModelRecord): ModelStats {
  const { admitted, options, ...rest } = record;
  return { ...rest, waiting: admitted - record.running, optionsSeen: [...options] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
