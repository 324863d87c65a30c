import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check, Outcome } from '../report/outcome.ts';
import { root } from '../root.ts';
import { type Campaign, type Values, wholeNumber } from './campaign.ts';

/** What vitest's JSON reporter says of each test, as far as it is needed here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** The files that read `TEST_CAMPAIGN_RUNS` (the limiter's own `test/campaign.ts`). */
const files = [
  'packages/limiter/src/admission/admission.test.ts',
  'packages/limiter/src/create-limiter.interleaving.test.ts',
];

async function runVitest(runs: number, reportFile: string): Promise<number> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['run', '--project', 'unit', '--reporter=json', `--outputFile=${reportFile}`];
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [vitest, ...options, ...files], {
    cwd: root,
    env: { PATH, TEST_CAMPAIGN_RUNS: String(runs) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  return Number(code);
}

async function readReport(file: string): Promise<VitestReport> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function toChecks({ testResults }: VitestReport): Check[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ fullName, status, duration, failureMessages }) => ({
      name: fullName,
      ok: status === 'passed',
      detail: failureMessages?.[0] ?? `${((duration ?? 0) / 1_000).toFixed(1)} s`,
    }));
}

async function run(values: Values, say: (line: string) => void): Promise<Outcome> {
  const count = wholeNumber(values, 'count');
  const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  try {
    say(`${count} runs of each property`);
    const reportFile = join(folder, 'vitest.json');
    const code = await runVitest(count, reportFile);
    const checks = toChecks(await readReport(reportFile));
    const ended = { name: 'the test run ended well', ok: code === 0, detail: `exit code ${code}` };
    const ran = {
      name: 'properties were found',
      ok: checks.length > 0,
      detail: `${checks.length}`,
    };
    const notes = [`${count} runs of each property; a failure prints its seed and path.`];
    return { checks: [ended, ran, ...checks], tables: [], notes, figures: { count } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The limiter against its model, and its promises in every order, far more often than in each test run. */
export const limiterModel: Campaign = {
  name: 'limiter-model',
  summary: "the limiter's model-based and scheduler property tests, with large counts",
  flags: { count: { type: 'string', default: '10000', help: 'runs of each property' } },
  run,
};
