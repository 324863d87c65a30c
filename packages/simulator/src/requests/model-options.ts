import type { Model } from '../models/model.ts';
import { isText, type JsonRecord } from '../values.ts';
import { RequestError } from './request-error.ts';

/** Kinds of api.Options (api/types.go FromMap). Options that are not named here are ignored. */
const kinds: Readonly<Record<string, 'integer' | 'float32' | 'boolean' | 'array'>> = {
  num_keep: 'integer',
  seed: 'integer',
  num_predict: 'integer',
  top_k: 'integer',
  top_p: 'float32',
  min_p: 'float32',
  typical_p: 'float32',
  repeat_last_n: 'integer',
  temperature: 'float32',
  repeat_penalty: 'float32',
  presence_penalty: 'float32',
  frequency_penalty: 'float32',
  stop: 'array',
  num_ctx: 'integer',
  num_batch: 'integer',
  num_gpu: 'integer',
  main_gpu: 'integer',
  use_mmap: 'boolean',
  num_thread: 'integer',
};

/** The options that are fixed when a runner starts: any change unloads and reloads (server/sched.go needsReload). */
export interface RunnerOptions {
  readonly num_ctx: number;
  readonly num_batch: number;
  readonly num_gpu: number;
  readonly main_gpu: number;
  readonly use_mmap: boolean | null;
  readonly num_thread: number;
  readonly shift: boolean;
}

export interface ModelOptions {
  readonly runner: RunnerOptions;
  /** 0 or less: no bound. */
  readonly numPredict: number;
  readonly stop: readonly string[];
  readonly seed: number;
}

/** Merges the caller's options over the model's. Throws RequestError 500 for a wrong type, as Ollama does. */
export function readOptions(model: Model, given: JsonRecord, shift = true): ModelOptions {
  checkKinds(given);
  const merged: JsonRecord = { ...model.parameters, ...withoutNulls(given) };
  const integer = (name: string, otherwise: number) =>
    Math.trunc(Number(merged[name] ?? otherwise));
  const mmap = merged['use_mmap'];
  return {
    runner: {
      num_ctx: clampContext(integer('num_ctx', 4096), model),
      num_batch: integer('num_batch', 512),
      num_gpu: integer('num_gpu', -1),
      main_gpu: integer('main_gpu', 0),
      use_mmap: typeof mmap === 'boolean' ? mmap : null,
      num_thread: integer('num_thread', 0),
      shift,
    },
    numPredict: integer('num_predict', -1),
    stop: stopTexts(merged['stop']),
    seed: integer('seed', 0),
  };
}

function clampContext(size: number, model: Model): number {
  return Math.max(4, Math.min(size, model.contextLength));
}

function stopTexts(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value.filter(isText) : [value].filter(isText);
  return texts.filter((text) => text !== '');
}

function withoutNulls(given: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

function checkKinds(given: JsonRecord): void {
  for (const [name, value] of Object.entries(given)) {
    const kind = kinds[name];
    if (kind === undefined || value === null) continue;
    if (!fits(kind, value)) throw wrongType(name, `of type ${kind}`);
    if (Array.isArray(value) && !value.every(isText))
      throw wrongType(name, 'of an array of strings');
  }
}

function fits(kind: string, value: unknown): boolean {
  if (kind === 'array') return Array.isArray(value);
  return typeof value === (kind === 'boolean' ? 'boolean' : 'number');
}

function wrongType(name: string, expected: string): RequestError {
  return new RequestError(500, `option "${name}" must be ${expected}`);
}
