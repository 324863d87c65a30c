import { median } from '../figures/quantiles.ts';
import type { Table } from '../report/outcome.ts';
import type { Sample } from './run-scenario.ts';
import type { Scenario } from './scenarios.ts';

/** Medians over the rounds. */
export interface Summary {
  readonly target: string;
  readonly perSecond: number;
  /** Median of the ratios within each round. */
  readonly rateRatio: number;
  readonly cpuMicrosPerUnit: number;
  readonly cpuRatio: number;
  readonly cpuShare: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly firstByteMs: number;
  readonly relayP50Ms: number;
  readonly relayP99Ms: number;
  readonly rssBytes: number;
  readonly failed: number;
}

type Reading = (sample: Sample) => number;

/** Each round's figure beside the baseline's of the same round. */
function ratioWithinRounds(
  mine: readonly Sample[],
  theirs: readonly Sample[],
  read: Reading,
): number {
  const ratios = mine.flatMap((sample) => {
    const other = theirs.find(({ round }) => round === sample.round);
    return other === undefined || read(other) === 0 ? [] : [read(sample) / read(other)];
  });
  return median(ratios);
}

export function summarise({ targets, baseline }: Scenario, samples: readonly Sample[]): Summary[] {
  const theirs = samples.filter(({ target }) => target === baseline);
  return targets.map(({ name }) => {
    const mine = samples.filter(({ target }) => target === name);
    const middle = (read: Reading) => median(mine.map(read));
    return {
      target: name,
      perSecond: middle((sample) => sample.perSecond),
      rateRatio: ratioWithinRounds(mine, theirs, (sample) => sample.perSecond),
      cpuMicrosPerUnit: middle((sample) => sample.cpuMicrosPerUnit),
      cpuRatio: ratioWithinRounds(mine, theirs, (sample) => sample.cpuMicrosPerUnit),
      cpuShare: middle((sample) => sample.cpuShare),
      p50Ms: middle((sample) => sample.latencyMs.p50),
      p99Ms: middle((sample) => sample.latencyMs.p99),
      firstByteMs: middle((sample) => sample.firstByteMs.p50),
      relayP50Ms: middle((sample) => sample.relayMs.p50),
      relayP99Ms: middle((sample) => sample.relayMs.p99),
      rssBytes: Math.max(...mine.map(({ rssBytes }) => rssBytes)),
      failed: mine.reduce((total, sample) => total + sample.failed, 0),
    };
  });
}

const milliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 0);

/** The figures as people read them. */
export function toTable(scenario: Scenario, summaries: readonly Summary[]): Table {
  const { unit, baseline, stamps } = scenario;
  const relay = stamps > 0 ? ['relay p50 ms', 'p99'] : ['p50 ms', 'p99'];
  return {
    title: scenario.name,
    columns: [
      'subject',
      `${unit}/s`,
      `× ${baseline}`,
      `CPU µs/${unit.slice(0, -1)}`,
      `× ${baseline}`,
      'CPU',
      ...relay,
      'first byte',
      'RSS MB',
      'failed',
    ],
    rows: summaries.map((summary) => [
      summary.target,
      summary.perSecond.toFixed(0),
      summary.rateRatio.toFixed(2),
      summary.cpuMicrosPerUnit.toFixed(1),
      summary.cpuRatio.toFixed(2),
      `${(summary.cpuShare * 100).toFixed(0)} %`,
      milliseconds(stamps > 0 ? summary.relayP50Ms : summary.p50Ms),
      milliseconds(stamps > 0 ? summary.relayP99Ms : summary.p99Ms),
      milliseconds(summary.firstByteMs),
      (summary.rssBytes / 2 ** 20).toFixed(0),
      String(summary.failed),
    ]),
  };
}
