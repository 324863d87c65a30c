import { Pool } from 'undici';
import { judge } from '../aborts/judge.ts';
import { makeCalls } from '../aborts/make-call.ts';
import { planCalls } from '../aborts/plan.ts';
import { runWave, type Wave } from '../aborts/run-wave.ts';
import { models, type Stage, setStage } from '../aborts/stage.ts';
import { createRandom, type Random } from '../figures/random.ts';
import type { Check, Outcome, Table } from '../report/outcome.ts';
import { type Campaign, wholeNumber } from './campaign.ts';

const mostPerWave = 2_500;
const megabyte = 2 ** 20;

async function servesCheck({ gateway }: Stage): Promise<Check> {
  await using opened = new AsyncDisposableStack();
  const pool = opened.adopt(new Pool(gateway.url), (each) => each.close());
  const last = { model: models.calm, aim: 'never leaves', leaving: { kind: 'never' } } as const;
  const plan = { ...last, maxTokens: 8, maxWaitMs: 1_000 };
  const shapes = ['sse', 'jsonl', 'whole', 'trpc-whole'] as const;
  const calls = shapes.map((shape) => ({ ...plan, id: `last-${shape}`, shape }));
  const caller = { dispatcher: pool, origin: gateway.url, key: gateway.key };
  const results = await makeCalls(caller, calls, calls.length);
  const served = results.filter(({ status, whole }) => status === 200 && whole);
  return {
    name: 'the gateway still serves both surfaces',
    ok: served.length === calls.length,
    detail: `${served.length} of ${calls.length} calls answered whole`,
  };
}

/** Its log keeps warnings and errors only, and stderr is for Node's own. */
function quietCheck({ gateway }: Stage): Check {
  const said = [gateway.said(), gateway.complaints()].join('').split('\n').filter(Boolean);
  return {
    name: 'the gateway runs and has nothing to complain of',
    ok: gateway.isRunning() && said.length === 0,
    detail: said.length === 0 ? 'no line' : `${said.length} lines, the first: ${said[0]}`,
  };
}

function waveTable(waves: readonly Wave[]): Table {
  return {
    title: 'Waves',
    columns: ['calls', 'calls/s', 'slots free after', 'gateway RSS', 'heap after GC', 'sockets up'],
    rows: waves.map(({ accounts, seconds, settledMs, gateway, upstream }) => [
      String(accounts.calls),
      (accounts.calls / seconds).toFixed(0),
      `${settledMs} ms`,
      `${(gateway.rssBytes / megabyte).toFixed(0)} MB`,
      `${(gateway.heapBytes / megabyte).toFixed(1)} MB`,
      String(upstream.simulator?.connections.open ?? '?'),
    ]),
  };
}

function growthNote(waves: readonly Wave[]): string {
  const [first] = waves;
  const last = waves.at(-1);
  if (first === undefined || last === undefined || first === last)
    return 'One wave: no growth to see.';
  const rss = (last.gateway.rssBytes - first.gateway.rssBytes) / megabyte;
  const heap = (last.gateway.heapBytes - first.gateway.heapBytes) / megabyte;
  return `From the first wave to the last: RSS ${rss.toFixed(1)} MB, heap after GC ${heap.toFixed(1)} MB.`;
}

interface Run {
  readonly stage: Stage;
  readonly count: number;
  readonly concurrency: number;
  readonly random: Random;
}

async function runWaves({ stage, count, concurrency, random }: Run, say: (line: string) => void) {
  const waves: Wave[] = [];
  const total = Math.ceil(count / mostPerWave);
  for (let at = 0; at < total; at++) {
    const size = Math.min(mostPerWave, count - at * mostPerWave);
    const calls = planCalls(`wave-${at}`, size, { random, models });
    const wave = await runWave(stage, calls, concurrency);
    waves.push(wave);
    say(`wave ${at + 1} of ${total}: ${size} calls in ${wave.seconds.toFixed(1)} s`);
  }
  return waves;
}

async function run(values: Parameters<Campaign['run']>[0], say: (line: string) => void) {
  const seed = wholeNumber(values, 'seed', 0);
  const count = wholeNumber(values, 'count');
  const concurrency = wholeNumber(values, 'concurrency');
  say(`seed ${seed}, ${count} calls, ${concurrency} at a time`);
  await using stage = await setStage(seed);
  const waves = await runWaves({ stage, count, concurrency, random: createRandom(seed) }, say);
  const checks = [...judge(waves), await servesCheck(stage), quietCheck(stage)];
  const notes = [`Seed ${seed}.`, growthNote(waves)];
  return { checks, tables: [waveTable(waves)], notes, figures: { seed, waves } } satisfies Outcome;
}

/** Callers leave at every phase of a call; afterwards nothing may be left of them. */
export const aborts: Campaign = {
  name: 'aborts',
  summary:
    'callers leave in the queue, before the first byte, in mid-stream, at the end: nothing may leak',
  flags: {
    count: { type: 'string', default: '10000', help: 'calls in all' },
    concurrency: { type: 'string', default: '64', help: 'calls at a time' },
    seed: {
      type: 'string',
      default: String(Date.now() % 1_000_000),
      help: 'of every random choice',
    },
  },
  run,
};
