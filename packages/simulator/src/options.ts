import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { PieceSize } from './http/split-sink.ts';
import type { ModelInput } from './models/define-model.ts';
import { demoModels } from './models/demo-models.ts';

export interface SimulatorOptions {
  /** Every reply, word vector and flaky failure follows from it. Default 1. */
  readonly seed?: number;
  /** Installed models: names (`name` or `name=completion+tools`) or records. Default demo-chat and demo-embed. */
  readonly models?: readonly (ModelInput | string)[];
  /** Models that /api/pull can find. Default none. */
  readonly registry?: readonly (ModelInput | string)[];
  /** What /api/pull says of any other model. Default: the registry does not have it. */
  readonly pullFailure?: string;
  /** Time to the first token, whatever the prompt's length. Default 20. */
  readonly ttftMs?: number;
  /** Default 60. Infinity sends all at once. */
  readonly tokensPerSecond?: number;
  /** Pace of prompt processing, after the slot's prompt cache. Default Infinity. */
  readonly prefillTokensPerSecond?: number;
  /** OLLAMA_NUM_PARALLEL. Default 1. */
  readonly numParallel?: number;
  /** OLLAMA_MAX_LOADED_MODELS. Default 3. */
  readonly maxLoadedModels?: number;
  /** OLLAMA_MAX_QUEUE, which bounds loads only. Default 512. */
  readonly maxQueue?: number;
  /** How long a load takes. Default 0. */
  readonly loadMs?: number;
  /** OLLAMA_KEEP_ALIVE. Default five minutes; Infinity keeps models forever. */
  readonly keepAliveMs?: number;
  /** How long a runner goes on after its caller has left. Default 0. */
  readonly ignoreAbortMs?: number;
  /** Default `0.24.0`, the version that the recordings come from. */
  readonly version?: string;
  /** Cuts every write into pieces of so many bytes. Default: lines leave whole. */
  readonly splitBytes?: PieceSize;
  /** How many request bodies `stats()` remembers. Default 100. */
  readonly keepBodies?: number;
  readonly clock?: Clock;
}

export type Settings = Required<Omit<SimulatorOptions, 'splitBytes'>> & {
  readonly splitBytes: PieceSize | undefined;
};

const defaults = {
  seed: 1,
  models: demoModels,
  registry: [],
  pullFailure: 'pull model manifest: file does not exist',
  ttftMs: 20,
  tokensPerSecond: 60,
  prefillTokensPerSecond: Number.POSITIVE_INFINITY,
  numParallel: 1,
  maxLoadedModels: 3,
  maxQueue: 512,
  loadMs: 0,
  keepAliveMs: 300_000,
  ignoreAbortMs: 0,
  version: '0.24.0',
  splitBytes: undefined,
  keepBodies: 100,
  clock: systemClock,
} satisfies Settings;

export function settle(options: SimulatorOptions): Settings {
  return { ...defaults, ...options };
}
