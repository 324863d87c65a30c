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

/** PostgreSQL's `text` can't hold U+0000. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}

export function usageValues(row: UsageRow): typeof usageEvents.$inferInsert {
  return {
    requestId: storable(row.requestId),
    startedAt: row.startedAt,
    endedAt: row.endedAt,
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
