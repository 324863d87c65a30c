import { asc, sql } from 'drizzle-orm';
import type { UsageGroup, UsageSummaryQuery, UsageSummaryRow } from '../ports.ts';
import { usageEvents } from '../schema.ts';
import type { Database } from '../session.ts';
import { inWindow } from './usage-window.ts';

const { startedAt, keyId, keyName, model, status, promptTokens, completionTokens } = usageEvents;

const day = sql<string>`to_char(${startedAt} at time zone 'UTC', 'YYYY-MM-DD')`;
const latestName = sql<string | null>`(array_agg(${keyName} order by ${startedAt} desc))[1]`;

/** What a group adds to a row. */
const groupFields = { day: { day }, key: { key: keyId, keyName: latestName }, model: { model } };
const groupColumns = { day, key: keyId, model };

/** The order of the answer, in whichever order the groups were asked for. */
const groupOrder: readonly UsageGroup[] = ['day', 'key', 'model'];

/** Counts and sums are `bigint`, which drivers give as text; a double holds them exactly up to 2^53. */
const totals = {
  requests: sql`count(*)`.mapWith(Number),
  errors: sql`count(*) filter (where ${status} not in ('done', 'aborted'))`.mapWith(Number),
  promptTokens: sql`coalesce(sum(${promptTokens}), 0)`.mapWith(Number),
  completionTokens: sql`coalesce(sum(${completionTokens}), 0)`.mapWith(Number),
  totalTokens: sql`coalesce(sum(${promptTokens}::bigint + ${completionTokens}), 0)`.mapWith(Number),
};

function selection(groups: readonly UsageGroup[]) {
  return {
    ...totals,
    ...(groups.includes('day') && groupFields.day),
    ...(groups.includes('key') && groupFields.key),
    ...(groups.includes('model') && groupFields.model),
  };
}

export async function summariseUsage(
  database: Database,
  query: UsageSummaryQuery,
): Promise<readonly UsageSummaryRow[]> {
  const groups = groupOrder.filter((group) => query.by.includes(group));
  const columns = groups.map((group) => groupColumns[group]);
  return database
    .select(selection(groups))
    .from(usageEvents)
    .where(inWindow(query))
    .groupBy(...columns)
    .orderBy(...columns.map((column) => asc(column)));
}
