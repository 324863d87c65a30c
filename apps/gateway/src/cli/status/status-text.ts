import type { SystemSnapshot, WarmModel } from '@hearth/wire';
import { count, counted, duration } from '../output/format.ts';
import type { Paint } from '../output/paint.ts';
import { type Cell, table } from '../output/table.ts';
import { readiness } from './readiness.ts';

const labelWidth = 10;

function lines(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${value}`);
}

function readyLines(snapshot: SystemSnapshot, paint: Paint): string[] {
  const { ready, reasons } = readiness(snapshot);
  return ready
    ? [paint('green', 'yes')]
    : reasons.map((reason) => `${paint('red', 'no')}  ${reason}`);
}

function upstreamLine({ upstream }: SystemSnapshot): string {
  const { url, demo, version, state } = upstream;
  const who = demo ? 'the built-in demo' : `Ollama${version === null ? '' : ` ${version}`}`;
  return `${who} at ${url}, ${state}`;
}

function slotsTable({ limiter }: SystemSnapshot, paint: Paint): string[] {
  if (limiter.models.length === 0) return ['no calls yet'];
  const right = 'right' as const;
  const columns = [
    { title: 'MODEL' },
    { title: 'IN USE', align: right },
    { title: 'SLOTS', align: right },
    { title: 'ENDING', align: right },
    { title: 'QUEUED', align: right },
    { title: 'GRANTED', align: right },
    { title: 'REFUSED', align: right },
  ];
  const rows = limiter.models.map((model): Cell[] => {
    const refused = Object.values(model.refused).reduce((sum, value) => sum + value, 0);
    const { inUse, limit, draining, queued, granted } = model;
    return [model.model, ...[inUse, limit, draining, queued, granted, refused].map(count)];
  });
  return table(columns, rows, paint).split('\n');
}

function queueLine({ limiter }: SystemSnapshot): string {
  const queued = limiter.models.reduce((sum, model) => sum + model.queued, 0);
  return `${count(queued)} waiting; at most ${count(limiter.queueLimit)} may`;
}

function databaseLine({ stores, usage }: SystemSnapshot): string {
  const { kind, state } = stores.relational;
  const pending =
    usage.pendingRows === 0 ? '' : `, ${counted(usage.pendingRows, 'usage row')} to write`;
  const dropped =
    usage.droppedRows === 0 ? '' : `, ${counted(usage.droppedRows, 'usage row')} lost`;
  return `${kind === 'embedded' ? 'embedded' : 'PostgreSQL'}, ${state}${pending}${dropped}`;
}

function warmLine({ model, state, loadMs, error }: WarmModel): string {
  const took = state === 'resident' && loadMs !== null ? ` (loaded in ${duration(loadMs)})` : '';
  return `${model} ${state}${took}${error === null ? '' : `: ${error}`}`;
}

/** The snapshot in a few lines. */
export function statusText(snapshot: SystemSnapshot, target: string, paint: Paint): string {
  const { version, startedAt, at, warm, warnings } = snapshot;
  const age = duration(Date.parse(at) - Date.parse(startedAt));
  return [
    ...lines('ready', readyLines(snapshot, paint)),
    ...lines('gateway', [`Hearth ${version}, up ${age}, reached by ${target}`]),
    ...lines('upstream', [upstreamLine(snapshot)]),
    ...lines('database', [databaseLine(snapshot)]),
    ...lines('queue', [queueLine(snapshot)]),
    ...lines('slots', slotsTable(snapshot, paint)),
    ...lines('warm', warm.map(warmLine)),
    ...warnings.map((warning) => `${paint('yellow', '!')} ${warning}`),
  ].join('\n');
}
