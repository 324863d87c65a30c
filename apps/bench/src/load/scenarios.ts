import type { LoadStage } from './load-stage.ts';
import { models } from './models.ts';
import { countLines } from './ollama-bytes.ts';
import { gatewayTarget, nativeTarget, refusedTarget, type Target } from './targets.ts';

/** One question about speed, put to several subjects. */
export interface Scenario {
  readonly name: string;
  readonly unit: 'requests' | 'chunks';
  readonly unitsPerCall: number;
  readonly connections: number;
  /** Share of the usual length of a slice; 0 = each connection makes one call. */
  readonly length: number;
  readonly rounds: number;
  /** Slices that are thrown away first: a code path as long as the gateway's takes thousands of calls to be compiled. */
  readonly warmUps: number;
  readonly stamps: number;
  readonly targets: readonly Target[];
  /** The subject that the others are held against. */
  readonly baseline: string;
}

function unaryTargets(stage: LoadStage): Target[] {
  const model = models.short;
  return [
    nativeTarget('direct', stage.bare, model),
    nativeTarget('direct to the simulator', stage.simulator, model),
    nativeTarget('pass', stage.pass, model),
    gatewayTarget('gateway /v1', stage, { shape: 'whole', model }),
    gatewayTarget('gateway /trpc', stage, { shape: 'trpc-whole', model }),
  ];
}

function streamTargets(stage: LoadStage, model: string): Target[] {
  return [
    nativeTarget('direct', stage.bare, model),
    nativeTarget('pass', stage.pass, model),
    gatewayTarget('gateway /v1', stage, { shape: 'sse', model }),
    gatewayTarget('gateway /trpc', stage, { shape: 'jsonl', model }),
  ];
}

function refusalTargets(stage: LoadStage): Target[] {
  return [
    gatewayTarget('gateway /v1', stage, { shape: 'whole', model: models.short }),
    refusedTarget('gateway /v1, wrong key', stage, models.short),
  ];
}

export interface ScenarioSizes {
  readonly rounds: number;
  readonly warmUps: number;
  readonly pacedRounds: number;
  readonly pacedLines: number;
}

/** The scenarios, in the order in which they run. */
export function createScenarios(stage: LoadStage, sizes: ScenarioSizes): readonly Scenario[] {
  const { rounds, warmUps, pacedRounds, pacedLines } = sizes;
  const unary = {
    unit: 'requests',
    unitsPerCall: 1,
    rounds,
    warmUps,
    stamps: 0,
    baseline: 'pass',
  } as const;
  const chunks = { unit: 'chunks', baseline: 'pass' } as const;
  return [
    {
      ...unary,
      name: 'unary, 64 at a time',
      connections: 64,
      length: 1,
      targets: unaryTargets(stage),
    },
    {
      ...unary,
      name: 'unary, one at a time',
      connections: 1,
      length: 0.5,
      warmUps: 0,
      targets: unaryTargets(stage),
    },
    {
      ...chunks,
      name: 'streams of 1000, 16 at a time, unthrottled',
      unitsPerCall: countLines.long,
      connections: 16,
      length: 1,
      rounds,
      warmUps,
      stamps: 0,
      targets: streamTargets(stage, models.long),
    },
    {
      ...chunks,
      name: '64 streams at 50 chunks/s',
      unitsPerCall: pacedLines,
      connections: 64,
      length: 0,
      rounds: pacedRounds,
      warmUps: 0,
      stamps: pacedLines,
      targets: streamTargets(stage, models.paced),
    },
    {
      ...unary,
      name: 'refusals',
      connections: 64,
      length: 0.5,
      warmUps: 1,
      targets: refusalTargets(stage),
      baseline: 'gateway /v1',
    },
  ];
}
