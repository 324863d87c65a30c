import type { Outcome } from '../report/outcome.ts';
import { type Campaign, type Values, wholeNumber } from './campaign.ts';
import { checkRun, runVitest } from './run-vitest.ts';

/** The files that read `TEST_CAMPAIGN_RUNS` (the limiter's own `test/campaign.ts`). */
const files = [
  'packages/limiter/src/admission/admission.test.ts',
  'packages/limiter/src/create-limiter.interleaving.test.ts',
];

async function run(values: Values, say: (line: string) => void): Promise<Outcome> {
  const count = wholeNumber(values, 'count');
  say(`${count} runs of each property`);
  const environment = { TEST_CAMPAIGN_RUNS: String(count) };
  const result = await runVitest({ project: 'unit', files, environment });
  const notes = [`${count} runs of each property; a failure prints its seed and path.`];
  const checks = [...checkRun(result), ...result.checks];
  return { checks, tables: [], notes, figures: { count } };
}

/** The limiter against its model, and its promises in every order, far more often than in each test run. */
export const limiterModel: Campaign = {
  name: 'limiter-model',
  summary: "the limiter's model-based and scheduler property tests, with large counts",
  flags: { count: { type: 'string', default: '10000', help: 'runs of each property' } },
  run,
};
