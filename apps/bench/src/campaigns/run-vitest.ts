import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../report/outcome.ts';
import { root } from '../root.ts';

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

export interface VitestRun {
  readonly project: string;
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface VitestResult {
  readonly code: number;
  /** One for each test that ran; skipped ones are left out. */
  readonly checks: readonly Check[];
  readonly skipped: number;
}

async function spawnVitest({ project, files, environment }: VitestRun, reportFile: string) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['run', '--project', project, '--reporter=json', `--outputFile=${reportFile}`];
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [vitest, ...options, ...files], {
    cwd: root,
    env: { PATH, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  return Number(code);
}

function toResult({ testResults }: VitestReport): Omit<VitestResult, 'code'> {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  const checks = ran.map(({ fullName, status, duration, failureMessages }) => ({
    name: fullName,
    ok: status === 'passed',
    detail: failureMessages?.[0] ?? `${((duration ?? 0) / 1_000).toFixed(1)} s`,
  }));
  return { checks, skipped: tests.length - ran.length };
}

/** Runs some of the tests in a process of its own, with the environment given and nothing else. */
export async function runVitest(run: VitestRun): Promise<VitestResult> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  try {
    const reportFile = join(folder, 'vitest.json');
    const code = await spawnVitest(run, reportFile);
    return { code, ...toResult(JSON.parse(await readFile(reportFile, 'utf8'))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two checks on the run itself: a run that found nothing has proved nothing. */
export function checkRun({ code, checks }: VitestResult): readonly Check[] {
  return [
    { name: 'the test run ended well', ok: code === 0, detail: `exit code ${code}` },
    { name: 'tests were found', ok: checks.length > 0, detail: `${checks.length}` },
  ];
}
