import type { UsageReports } from '@hearth/api';
import type { UsageRow as StoredRow, UsageRepository } from '@hearth/db';
import { Duration, durationMs, type UsageRow } from '@hearth/wire';
import type { UsageRecorder } from './usage-recorder.ts';

function toDate(moment: string): Date {
  const isDuration = Duration.safeParse(moment).success;
  return isDuration ? new Date(Date.now() - durationMs(moment)) : new Date(moment);
}

function toUsageRow(row: StoredRow): UsageRow {
  const { requestId, surface, route, model, keyName, status, httpStatus, errorCode, stream } = row;
  const { promptTokens, completionTokens, tokensSource, queueMs, loadMs, firstTokenMs, totalMs } =
    row;
  return {
    requestId,
    at: row.startedAt.toISOString(),
    surface,
    route,
    model,
    key: row.keyId,
    keyName,
    status,
    httpStatus,
    errorCode,
    stream,
    promptTokens,
    completionTokens,
    tokens: promptTokens + completionTokens,
    tokensSource,
    queueMs,
    loadMs,
    firstTokenMs,
    totalMs,
  };
}

/** Reads usage. What is still pending is written first, so that a report never lags behind the answers already given. */
export function createUsageReports(
  usage: UsageRepository,
  recorder: Pick<UsageRecorder, 'flush'>,
): UsageReports {
  return {
    async summary(request) {
      await recorder.flush();
      const since = toDate(request.since);
      const until = request.until ? toDate(request.until) : new Date();
      const rows = await usage.summary({ since, until, by: request.by });
      return {
        since: since.toISOString(),
        until: until.toISOString(),
        rows: rows.map((row) => ({ ...row })),
      };
    },
    async rows(request) {
      await recorder.flush();
      const rows = await usage.rows({ since: toDate(request.since), limit: request.limit });
      return rows.map(toUsageRow);
    },
  };
}
