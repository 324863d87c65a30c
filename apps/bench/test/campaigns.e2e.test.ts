import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresMissing } from '@hearth/db/testing';
import { describe, expect, test } from 'vitest';

const missing = postgresMissing();
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function openReports() {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-campaigns-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  return { folder, [Symbol.asyncDispose]: remove };
}

/** Runs a campaign as `npm run campaign` does. */
async function runCampaign(args: readonly string[], reports: string) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, TEST_REPORTS: reports },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'));
}

describe('campaigns, with small counts', () => {
  test('aborts: nothing is left of callers who leave', { timeout: 120_000 }, async () => {
    await using reports = await openReports();
    const args = ['aborts', '--count', '200', '--concurrency', '32', '--seed', '7'];
    const { code, output } = await runCampaign(args, reports.folder);
    expect(output).not.toContain('FAILED');
    expect(code, output).toBe(0);
    const report = await readJson(join(reports.folder, 'aborts.json'));
    expect(report).toMatchObject({ name: 'aborts', ok: true, figures: { seed: 7 } });
  });

  test('load: completes and reports, at whatever speed', { timeout: 180_000 }, async () => {
    await using reports = await openReports();
    const { code, output } = await runCampaign(['load', '--quick'], reports.folder);
    expect(code, output).toBe(0);
    const report = await readJson(join(reports.folder, 'load.json'));
    expect(report.figures.scenarios).toHaveLength(5);
  });

  test.skipIf(missing)(
    `postgres: the same tests on a server${missing === undefined ? '' : ` [${missing}]`}`,
    { timeout: 180_000 },
    async () => {
      await using reports = await openReports();
      const { code, output } = await runCampaign(['postgres', '--quick'], reports.folder);
      expect(code, output).toBe(0);
      const report = await readJson(join(reports.folder, 'postgres.json'));
      expect(report.figures.count).toBeGreaterThan(100);
    },
  );

  test('limiter-model: runs the properties of the limiter', { timeout: 120_000 }, async () => {
    await using reports = await openReports();
    const { code, output } = await runCampaign(['limiter-model', '--count', '20'], reports.folder);
    expect(code, output).toBe(0);
  });

  test('an unknown campaign is refused with the list of those there are', async () => {
    await using reports = await openReports();
    const { code, output } = await runCampaign(['abort'], reports.folder);
    expect(code).toBe(2);
    expect(output).toContain('limiter-model');
  });
});
