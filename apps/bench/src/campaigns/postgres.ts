import { startPostgres } from '@hearth/db/testing';
import type { Outcome } from '../report/outcome.ts';
import type { Campaign, Values } from './campaign.ts';
import { checkRun, runVitest } from './run-vitest.ts';

/** What asks a gateway over HTTP; the other end-to-end tests choose their database themselves. */
const quick = ['surfaces', 'bad-input'];
const whole = [...quick, 'shell', 'openai-node', 'openai-python', 'limits'];

const fileOf = (name: string) => `apps/gateway/test/${name}.e2e.test.ts`;

async function runOn(url: string, isQuick: boolean): Promise<Outcome> {
  const files = (isQuick ? quick : whole).map(fileOf);
  const environment = { TEST_DATABASE_URL: url };
  const result = await runVitest({ project: 'e2e', files, environment });
  const failed = result.checks.filter(({ ok }) => !ok);
  const count = result.checks.length;
  const all = {
    name: 'every test',
    ok: failed.length === 0,
    detail: `${count} ran, ${result.skipped} skipped`,
  };
  return {
    checks: [...checkRun(result), all, ...failed],
    tables: [],
    notes: [],
    figures: { count },
  };
}

async function run({ url, quick: isQuick }: Values, say: (line: string) => void): Promise<Outcome> {
  if (typeof url === 'string' && url !== '') return runOn(url, isQuick === true);
  await using server = await startPostgres();
  say('started a PostgreSQL of its own');
  return await runOn(server.url, isQuick === true);
}

/** The end-to-end suite, with every gateway on a database of its own on a real PostgreSQL. */
export const postgres: Campaign = {
  name: 'postgres',
  summary: 'the end-to-end tests again, with every gateway on a real PostgreSQL',
  flags: {
    quick: { type: 'boolean', help: 'the two fastest files' },
    url: {
      type: 'string',
      default: '',
      help: 'a server to use; one is started when none is named',
    },
  },
  run,
};
