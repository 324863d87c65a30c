import { join } from 'node:path';
import { createRandom } from '../figures/random.ts';
import { type LoadStage, setLoadStage } from '../load/load-stage.ts';
import { runScenario } from '../load/run-scenario.ts';
import { createScenarios, type Scenario } from '../load/scenarios.ts';
import { type Summary, summarise, toTable } from '../load/summarise.ts';
import type { Check, Outcome } from '../report/outcome.ts';
import { root } from '../root.ts';
import { type Campaign, type Values, wholeNumber } from './campaign.ts';

const usual = { rounds: 5, warmUps: 4, pacedRounds: 2, pacedLines: 100, sliceMs: 550 } as const;
const quick = { rounds: 2, warmUps: 1, pacedRounds: 1, pacedLines: 25, sliceMs: 150 } as const;
type Sizes = typeof usual | typeof quick;

interface Measured {
  readonly scenario: Scenario;
  readonly summaries: readonly Summary[];
}

function wholeCheck(measured: readonly Measured[]): Check {
  const failed = measured
    .flatMap(({ summaries }) => summaries)
    .reduce((total, summary) => total + summary.failed, 0);
  const empty = measured
    .flatMap(({ summaries }) => summaries)
    .filter(({ perSecond }) => perSecond === 0).length;
  return {
    name: 'every call was answered whole',
    ok: failed === 0 && empty === 0,
    detail: `${failed} failed, ${empty} subjects without an answer`,
  };
}

/** What one call alone takes longer than without anything between. */
function addedNotes(measured: readonly Measured[]): string[] {
  const single = measured.find(({ scenario }) => scenario.connections === 1);
  const direct = single?.summaries.find(({ target }) => target === 'direct');
  if (single === undefined || direct === undefined) return [];
  return single.summaries
    .filter(({ target }) => target === 'pass' || target.startsWith('gateway'))
    .map(({ target, p50Ms }) => {
      const added = (p50Ms - direct.p50Ms) * 1_000;
      return `Added latency of one call alone, p50: ${target} ${added.toFixed(0)} µs.`;
    });
}

async function measureAll(
  stage: LoadStage,
  sizes: Sizes,
  run: { seed: number; say: (line: string) => void },
) {
  const random = createRandom(run.seed);
  const measured: Measured[] = [];
  const samples: unknown[] = [];
  for (const scenario of createScenarios(stage, sizes)) {
    run.say(scenario.name);
    const taken = await runScenario(scenario, {
      generator: stage.generator,
      random,
      sliceMs: sizes.sliceMs,
    });
    measured.push({ scenario, summaries: summarise(scenario, taken) });
    samples.push({ scenario: scenario.name, samples: taken });
  }
  return { measured, samples };
}

async function run(values: Values, say: (line: string) => void): Promise<Outcome> {
  const seed = wholeNumber(values, 'seed', 0);
  const sizes = values['quick'] === true ? quick : usual;
  const profileFolder = values['profile'] === true ? join(root, 'reports', 'profiles') : undefined;
  await using stage = await setLoadStage({ pacedLines: sizes.pacedLines, profileFolder });
  const { measured, samples } = await measureAll(stage, sizes, { seed, say });
  const idle = (await stage.gateway.figures()).rssBytes / 2 ** 20;
  return {
    checks: [wholeCheck(measured)],
    tables: measured.map(({ scenario, summaries }) => toTable(scenario, summaries)),
    notes: [
      ...addedNotes(measured),
      `RSS of the gateway at the end: ${idle.toFixed(0)} MB.`,
      `Medians of ${sizes.rounds} slices of ${sizes.sliceMs} ms; ratios within each round. Absolute figures hold for this machine and this minute only.`,
    ],
    figures: {
      seed,
      scenarios: measured.map(({ scenario, summaries }) => ({ name: scenario.name, summaries })),
      samples,
    },
  };
}

/** How fast the gateway is beside the least that a proxy on Node can do. */
export const load: Campaign = {
  name: 'load',
  summary:
    'requests/s, chunks/s, CPU and latency of the gateway beside a bare proxy, in one interleaved run',
  flags: {
    quick: { type: 'boolean', default: false, help: 'a smoke run of some 15 s' },
    seed: { type: 'string', default: '1', help: 'of the order of the slices' },
    profile: {
      type: 'boolean',
      default: false,
      help: "write the gateway's CPU profile to reports/profiles",
    },
  },
  run,
};
