import { type UsageGroup, UsageRowsRequest, UsageSummaryRequest } from '@hearth/wire';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { momentMs } from '../arguments/moment.ts';
import { listOf, parseMoment } from '../arguments/parsers.ts';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { describe, type JsonOption, withJson } from './describe.ts';
import { rowsTable, summaryTable } from './usage-tables.ts';

interface UsageOptions extends JsonOption {
  readonly since: string;
  readonly until?: string;
  readonly by?: readonly UsageGroup[];
  readonly rows?: boolean;
}

/** The most that a gateway gives at once. */
const mostRows = 10_000;

async function printSummary(invocation: Invocation, options: UsageOptions): Promise<void> {
  const { output, environment, paint } = invocation;
  const { since, until, by = [], json } = options;
  const request = UsageSummaryRequest.parse({ since, until, by });
  const summary = await withConnection(environment(), ({ usage }) => usage.summary(request));
  if (json) output.json(summary);
  else output.text(summaryTable(summary, by, paint));
}

async function printRows(invocation: Invocation, options: UsageOptions): Promise<void> {
  const { output, environment, paint } = invocation;
  const { since, until, json } = options;
  const request = UsageRowsRequest.parse({ since, limit: mostRows });
  const found = await withConnection(environment(), ({ usage }) => usage.rows(request));
  const end = until === undefined ? Number.POSITIVE_INFINITY : momentMs(until);
  const rows = found.filter(({ at }) => Date.parse(at) < end);
  if (found.length === mostRows)
    output.note(`Only the newest ${mostRows} requests were looked at: choose a later --since.`);
  if (json) output.json(rows);
  else output.text(rowsTable(rows, paint));
}

function assertOrder({ since, until }: UsageOptions): void {
  if (until === undefined || momentMs(until) > momentMs(since)) return;
  throw new InvalidArgumentError('--until must be later than --since.');
}

export function addUsageCommand(program: Command, invocation: Invocation): void {
  const command = describe(program.command('usage'), {
    summary: 'show requests and tokens',
    more: 'A moment is a duration (24h: so long ago), a date (UTC) or an ISO 8601 time.',
    examples: [
      'hearth usage',
      'hearth usage --since 7d --by key,model',
      'hearth usage --since 2026-01-01 --until 2026-02-01 --by day --json',
      'hearth usage --rows --since 1h',
    ],
  });
  command
    .addOption(
      new Option('--since <moment>', 'from when on').argParser(parseMoment).default('24h', '24h'),
    )
    .option('--until <moment>', 'up to when (default: now)', parseMoment)
    .option('--by <list>', 'sums for each: key, model, day', listOf(['key', 'model', 'day']))
    .option('--rows', 'one line a request instead of sums, newest first');
  withJson(command).action(async (options: UsageOptions) => {
    assertOrder(options);
    if (options.rows) await printRows(invocation, options);
    else await printSummary(invocation, options);
  });
}
