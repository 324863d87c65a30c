import type { Check } from '../report/outcome.ts';
import { endings } from './accounts.ts';
import type { Wave } from './run-wave.ts';
import { slots } from './stage.ts';

/** Timers and sockets that may come and go by themselves. */
const slack = 5;
/** So many calls hit every phase, however slow the machine. */
const enoughForAll = 1_000;

function sum(waves: readonly Wave[], of: (wave: Wave) => number): number {
  return waves.reduce((total, wave) => total + of(wave), 0);
}

function leakCheck(waves: readonly Wave[]): Check {
  const left = waves.flatMap((wave) => wave.slots);
  const inUse = left.reduce((total, model) => total + model.inUse, 0);
  const queued = left.reduce((total, model) => total + model.queued, 0);
  const draining = left.reduce((total, model) => total + model.draining, 0);
  return {
    name: 'no slot and no waiter is left after any wave',
    ok: inUse + queued + draining === 0,
    detail: `in use ${inUse}, queued ${queued}, draining ${draining}`,
  };
}

function boundCheck({ upstream }: Wave): Check {
  const seen = Object.entries(slots).map(([model, limit]) => {
    const most = upstream.simulator?.models[model]?.maxAdmitted ?? Number.POSITIVE_INFINITY;
    return { model, limit, most };
  });
  return {
    name: 'the simulated Ollama never had more calls than slots',
    ok: seen.every(({ limit, most }) => most <= limit),
    detail: seen.map(({ model, limit, most }) => `${model} ${most} of ${limit}`).join(', '),
  };
}

/** Idle connections are kept for reuse, so there may be one a slot. */
function socketCheck(waves: readonly Wave[]): Check {
  const allowed = Object.values(slots).reduce((total, count) => total + count, slack);
  const open = waves.map(({ upstream }) => upstream.simulator?.connections.open ?? -1);
  return {
    name: `connections to Ollama stay within one a slot (${allowed} with slack)`,
    ok: open.every((count) => count >= 0 && count <= allowed),
    detail: `open after each wave: ${open.join(', ')}`,
  };
}

function timerCheck(first: Wave, last: Wave): Check {
  const kinds = ['Timeout', 'TCPSocketWrap'];
  const rows = kinds.map((kind) => ({
    kind,
    before: first.gateway.resources[kind] ?? 0,
    after: last.gateway.resources[kind] ?? 0,
  }));
  const idle = Object.values(slots).reduce((total, count) => total + count, slack);
  return {
    name: 'timers and sockets of the gateway do not pile up',
    ok: rows.every(({ before, after }) => after - before <= idle),
    detail: rows.map(({ kind, before, after }) => `${kind} ${before} → ${after}`).join(', '),
  };
}

function usageCheck(waves: readonly Wave[], last: Wave): Check {
  const calls = sum(waves, ({ accounts }) => accounts.calls);
  const rows = sum(waves, ({ accounts }) => accounts.rows);
  const counted = last.requestsCounted;
  // A caller may be gone before its body was read: then it has reached no procedure.
  const unseen = sum(waves, ({ accounts }) => accounts.unseen);
  return {
    name: 'one usage row for each request that came in',
    ok: rows <= counted && counted <= rows + unseen && rows + unseen === calls,
    detail: `${calls} calls made, ${counted} counted by the gateway, ${rows} rows, ${unseen} gone unread`,
  };
}

function storyCheck(waves: readonly Wave[]): Check {
  const contradictions = waves.flatMap(({ accounts }) => accounts.contradictions);
  const [first = 'no contradiction'] = contradictions;
  return {
    name: 'each row tells what its caller saw, and each answer has its row',
    ok: contradictions.length === 0,
    detail: contradictions.length > 1 ? `${contradictions.length}, the first: ${first}` : first,
  };
}

/** The limiter's count of refusals and grants beside the rows'. */
function limiterCheck(waves: readonly Wave[], last: Wave): Check {
  const granted = last.slots.reduce((total, model) => total + model.granted, 0);
  const refused = last.slots
    .flatMap((model) => Object.values(model.refused))
    .reduce((total, count) => total + count, 0);
  const refusedRows = sum(waves, ({ accounts }) => accounts.byEnding.refused);
  const askedOllama = last.upstream.simulator?.requestsByPath['/api/chat'] ?? 0;
  const rows = sum(waves, ({ accounts }) => accounts.rows);
  return {
    name: 'limiter, rows and Ollama count the same',
    ok: refused === refusedRows && granted + refused <= rows && askedOllama <= granted,
    detail: `${refused} refused and ${refusedRows} rows of it; ${granted} granted, ${askedOllama} came to Ollama`,
  };
}

function coverageCheck(waves: readonly Wave[]): Check {
  const calls = sum(waves, ({ accounts }) => accounts.calls);
  const counts = endings.map((ending) => ({
    ending,
    count: sum(waves, ({ accounts }) => accounts.byEnding[ending]),
  }));
  return {
    name: 'callers left at every phase',
    ok: counts.every(({ ending, count }) =>
      ending === 'failed' ? count === 0 : count > 0 || calls < enoughForAll,
    ),
    detail: counts.map(({ ending, count }) => `${ending} ${count}`).join(', '),
  };
}

/** The properties of a run of waves. */
export function judge(waves: readonly Wave[]): Check[] {
  const [first] = waves;
  const last = waves.at(-1);
  if (first === undefined || last === undefined) return [];
  return [
    leakCheck(waves),
    boundCheck(last),
    socketCheck(waves),
    timerCheck(first, last),
    usageCheck(waves, last),
    storyCheck(waves),
    limiterCheck(waves, last),
    coverageCheck(waves),
  ];
}
