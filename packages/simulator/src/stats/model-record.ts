import type { ModelStats } from './stats.ts';

/** One call from its arrival until Ollama is done with it. */
export interface Admission {
  ran(): void;
  stopped(): void;
  generated(tokens: number): void;
  prefilled(tokens: number): void;
  left(): void;
  ended(): void;
}

type Counters = { -readonly [Key in keyof Omit<ModelStats, 'waiting' | 'optionsSeen'>]: number };

/** What is counted of one model. */
export type ModelRecord = Counters & { admitted: number; readonly options: Set<string> };

export function createModelRecord(): ModelRecord {
  return { ...zero, options: new Set() };
}

const zero = {
  running: 0,
  maxConcurrent: 0,
  admitted: 0,
  maxAdmitted: 0,
  requests: 0,
  aborted: 0,
  loads: 0,
  reloads: 0,
  unloads: 0,
  tokensGenerated: 0,
  tokensPrefilled: 0,
};

/** Forgets the past; calls in flight stay counted. */
export function resetRecord(record: ModelRecord): void {
  const { running, admitted } = record;
  Object.assign(record, zero, { running, admitted, maxConcurrent: running, maxAdmitted: admitted });
  record.options.clear();
}

export function presentRecord({ admitted, options, ...counters }: ModelRecord): ModelStats {
  return { ...counters, waiting: admitted - counters.running, optionsSeen: [...options] };
}

export function admit(record: ModelRecord, options: string): Admission {
  record.requests += 1;
  record.admitted += 1;
  record.maxAdmitted = Math.max(record.maxAdmitted, record.admitted);
  record.options.add(options);
  return {
    ran() {
      record.running += 1;
      record.maxConcurrent = Math.max(record.maxConcurrent, record.running);
    },
    stopped() {
      record.running -= 1;
    },
    generated(tokens) {
      record.tokensGenerated += tokens;
    },
    prefilled(tokens) {
      record.tokensPrefilled += tokens;
    },
    left() {
      record.aborted += 1;
    },
    ended() {
      record.admitted -= 1;
    },
  };
}
