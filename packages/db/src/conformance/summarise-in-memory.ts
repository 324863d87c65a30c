import type { UsageGroup, UsageRow, UsageSummaryRow } from '../ports.ts';

function groupOf(row: UsageRow, by: readonly UsageGroup[]) {
  return {
    ...(by.includes('day') && { day: row.startedAt.toISOString().slice(0, 10) }),
    ...(by.includes('key') && { key: row.keyId, keyName: row.keyName }),
    ...(by.includes('model') && { model: row.model }),
  };
}

function sumOf(rows: readonly UsageRow[]) {
  const sum = (field: 'promptTokens' | 'completionTokens') =>
    rows.reduce((total, row) => total + row[field], 0);
  const ended: readonly string[] = ['done', 'aborted'];
  return {
    requests: rows.length,
    errors: rows.filter((row) => !ended.includes(row.status)).length,
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    totalTokens: sum('promptTokens') + sum('completionTokens'),
  };
}

/** What `summary` must say, worked out another way. */
export function summariseInMemory(
  rows: readonly UsageRow[],
  by: readonly UsageGroup[],
): readonly UsageSummaryRow[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(groupOf(row, by)));
  return [...groups.values()].map((members) => {
    const [first] = members;
    return { ...(first && groupOf(first, by)), ...sumOf(members) };
  });
}
