import type { UsageGroup, UsageRow, UsageSummary } from '@hearth/wire';
import { count, durationOr, none, relativeTime } from '../output/format.ts';
import type { Paint } from '../output/paint.ts';
import { type Cell, type Column, table } from '../output/table.ts';

type SummaryRow = UsageSummary['rows'][number];

interface GroupColumn {
  readonly title: string;
  of(row: SummaryRow): string;
}

const groupColumns: Record<UsageGroup, GroupColumn> = {
  day: { title: 'DAY', of: ({ day }) => day ?? none },
  key: { title: 'KEY', of: ({ keyName, key }) => keyName ?? key ?? none },
  model: { title: 'MODEL', of: ({ model }) => model || none },
};

/** The order in which the store groups. */
const groupOrder = ['day', 'key', 'model'] as const satisfies readonly UsageGroup[];

const totals: readonly Column[] = [
  { title: 'REQUESTS', align: 'right' },
  { title: 'ERRORS', align: 'right' },
  { title: 'PROMPT', align: 'right' },
  { title: 'COMPLETION', align: 'right' },
  { title: 'TOKENS', align: 'right' },
];

function totalCells(row: SummaryRow): Cell[] {
  const errors = count(row.errors);
  return [
    count(row.requests),
    row.errors > 0 ? { text: errors, style: 'red' } : errors,
    count(row.promptTokens),
    count(row.completionTokens),
    count(row.totalTokens),
  ];
}

export function summaryTable(
  { since, until, rows }: UsageSummary,
  by: readonly UsageGroup[],
  paint: Paint,
): string {
  const groups = groupOrder
    .filter((group) => by.includes(group))
    .map((group) => groupColumns[group]);
  const window = paint('dim', `from ${since} to ${until}`);
  if (rows.length === 0) return `No requests.\n${window}`;
  const body = rows.map((row) => [...groups.map((group) => group.of(row)), ...totalCells(row)]);
  return `${table([...groups, ...totals], body, paint)}\n${window}`;
}

const rowColumns: readonly Column[] = [
  { title: 'WHEN' },
  { title: 'KEY' },
  { title: 'MODEL' },
  { title: 'STATUS' },
  { title: 'TOKENS', align: 'right' },
  { title: 'QUEUED', align: 'right' },
  { title: 'FIRST TOKEN', align: 'right' },
  { title: 'TOTAL', align: 'right' },
  { title: 'REQUEST' },
];

function requestCells(row: UsageRow): Cell[] {
  const { status, httpStatus } = row;
  const isWell = status === 'done';
  return [
    relativeTime(row.at),
    row.keyName ?? row.key ?? none,
    row.model || none,
    isWell
      ? { text: status, style: 'green' }
      : { text: `${status} ${httpStatus}`, style: 'yellow' },
    count(row.tokens),
    durationOr(row.queueMs),
    durationOr(row.firstTokenMs),
    durationOr(row.totalMs),
    { text: row.requestId, style: 'dim' },
  ];
}

export function rowsTable(rows: readonly UsageRow[], paint: Paint): string {
  return rows.length === 0 ? 'No requests.' : table(rowColumns, rows.map(requestCells), paint);
}
