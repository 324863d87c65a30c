import { join } from 'node:path';
import { aborts } from './campaigns/aborts.ts';
import { type Campaign, UsageError, type Values } from './campaigns/campaign.ts';
import { limiterModel } from './campaigns/limiter-model.ts';
import { load } from './campaigns/load.ts';
import { postgres } from './campaigns/postgres.ts';
import { readCommand } from './command-line.ts';
import { describeMachine } from './report/machine.ts';
import { passed } from './report/outcome.ts';
import { render } from './report/render.ts';
import { writeReport } from './report/write-report.ts';
import { root } from './root.ts';

const campaigns: readonly Campaign[] = [aborts, load, limiterModel, postgres];
const reports = process.env['TEST_REPORTS'] ?? join(root, 'reports');

async function run(campaign: Campaign, values: Values): Promise<number> {
  const { name } = campaign;
  const machine = describeMachine();
  const startedAt = performance.now();
  const outcome = await campaign.run(values, (line) => process.stderr.write(`${name}: ${line}\n`));
  const seconds = (performance.now() - startedAt) / 1_000;
  const text = render(name, outcome);
  const path = await writeReport(reports, { name, machine, seconds, values, outcome, text });
  process.stdout.write(`${text}\n${path}.{json,md} (${seconds.toFixed(0)} s)\n`);
  return passed(outcome) ? 0 : 1;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const command = readCommand(args, campaigns);
    if (command.kind === 'run') return await run(command.campaign, command.values);
    process.stdout.write(command.text);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
