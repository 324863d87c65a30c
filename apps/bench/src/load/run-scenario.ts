import type { Random } from '../figures/random.ts';
import type { RunningProcess } from '../processes/start-process.ts';
import type { Scenario } from './scenarios.ts';
import type { Slice, SliceResult } from './slice.ts';
import type { Target } from './targets.ts';

/** One slice of one subject. */
export interface Sample extends SliceResult {
  readonly target: string;
  readonly round: number;
  readonly perSecond: number;
  /** CPU of the subject's process, user and system. */
  readonly cpuMicrosPerUnit: number;
  readonly cpuShare: number;
  readonly rssBytes: number;
}

export interface ScenarioRun {
  readonly generator: RunningProcess;
  readonly random: Random;
  readonly sliceMs: number;
}

function toSlice(target: Target, scenario: Scenario, sliceMs: number): Slice {
  const { request, expectedStatuses, lastWords } = target;
  const { connections, length, stamps } = scenario;
  const port = Number(new URL(target.process.url).port);
  const durationMs = Math.round(length * sliceMs);
  return { port, request, connections, durationMs, expectedStatuses, lastWords, stamps };
}

async function measure(target: Target, scenario: Scenario, run: ScenarioRun) {
  const before = await target.process.figures();
  // The generator answers a slice with its result and nothing else.
  const result = (await run.generator.ask(toSlice(target, scenario, run.sliceMs))) as SliceResult;
  const after = await target.process.figures();
  const units = result.completed * scenario.unitsPerCall;
  const cpuMicros = after.cpuMicros - before.cpuMicros;
  return {
    ...result,
    target: target.name,
    perSecond: units / result.seconds,
    cpuMicrosPerUnit: units === 0 ? 0 : cpuMicros / units,
    cpuShare: cpuMicros / 1e6 / result.seconds,
    rssBytes: after.rssBytes,
  };
}

/** Warms every subject, then measures them in rounds, in another order each time: what disturbs the machine disturbs all alike. */
export async function runScenario(scenario: Scenario, run: ScenarioRun): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let warmUp = 0; warmUp < scenario.warmUps; warmUp++) {
    for (const target of scenario.targets) await measure(target, scenario, run);
  }
  for (let round = 0; round < scenario.rounds; round++) {
    for (const target of run.random.shuffled(scenario.targets)) {
      samples.push({ ...(await measure(target, scenario, run)), round });
    }
  }
  return samples;
}
