import type { UsageRow } from '../ports.ts';
import type { usageEvents } from '../schema.ts';

/** The largest `integer` of PostgreSQL. */
const largest = 2 ** 31 - 1;

function whole(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(largest, Math.max(0, Math.round(value)));
}

function wholeOrNull(value: number | null): number | null {
  return value === null ? null : whole(value);
}

/** PostgreSQL's `text` can't hold U+0000, and its `jsonb` no half of a surrogate pair either. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}

/** Years of four digits, which `toISOString` writes as PostgreSQL reads them. */
const firstMoment = Date.parse('0001-01-01T00:00:00.000Z');
const lastMoment = Date.parse('9999-12-31T23:59:59.999Z');

function moment(date: Date): string {
  const time = date.getTime();
  if (time >= firstMoment && time <= lastMoment) return date.toISOString();
  return new Date(Number.isNaN(time) ? 0 : time < 0 ? firstMoment : lastMoment).toISOString();
}

type UsageValues = Record<keyof typeof usageEvents.$inferInsert, string | number | boolean | null>;

/** What JSON holds and the table takes, by column. */
export function usageValues(row: UsageRow): UsageValues {
  return {
    requestId: storable(row.requestId),
    startedAt: moment(row.startedAt),
    endedAt: moment(row.endedAt),
    surface: row.surface,
    route: storable(row.route),
    model: storable(row.model),
    keyId: storableOrNull(row.keyId),
    keyName: storableOrNull(row.keyName),
    status: row.status,
    httpStatus: whole(row.httpStatus),
    errorCode: storableOrNull(row.errorCode),
    stream: row.stream,
    promptTokens: whole(row.promptTokens),
    completionTokens: whole(row.completionTokens),
    tokensSource: row.tokensSource,
    queueMs: whole(row.queueMs),
    loadMs: wholeOrNull(row.loadMs),
    firstTokenMs: wholeOrNull(row.firstTokenMs),
    totalMs: whole(row.totalMs),
  };
}
