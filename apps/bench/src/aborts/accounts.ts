import type { UsageRow } from '../gateway/admin.ts';
import type { CallResult } from './make-call.ts';

/** Where a call was when it ended, by the gateway's own account. */
export const endings = [
  'served',
  'refused',
  'left before the grant',
  'left before the first token',
  'left in mid-stream',
  'failed',
] as const;
type Ending = (typeof endings)[number];

function endingOf({ status, tokensSource, completionTokens }: UsageRow): Ending {
  if (status === 'done') return 'served';
  if (status === 'refused') return 'refused';
  if (status !== 'aborted') return 'failed';
  if (tokensSource === 'none') return 'left before the grant';
  return completionTokens === 0 ? 'left before the first token' : 'left in mid-stream';
}

/** One wave's calls beside the rows that the gateway wrote of them. */
export interface Accounts {
  readonly calls: number;
  readonly rows: number;
  /** Calls whose caller left before an answer, and of which there is no row: their body may never have been read. */
  readonly unseen: number;
  readonly byEnding: Readonly<Record<Ending, number>>;
  /** What can't be: an answer without a row, a row that tells another story than its answer, two rows of one call. */
  readonly contradictions: readonly string[];
}

function contradictionOf(result: CallResult, row: UsageRow | undefined): string | undefined {
  const { call, status, left, whole, failure } = result;
  const where = `${call.id} (${call.shape}, ${call.aim})`;
  if (failure !== undefined) return `${where} failed: ${failure}`;
  if (!left && !whole) return `${where} was cut off`;
  if (row === undefined) return status === undefined ? undefined : `${where}: no row`;
  const refusedByRow = row.status === 'refused';
  if (status === 429 && !refusedByRow) return `${where} was refused, its row says ${row.status}`;
  if (endingOf(row) === 'failed') return `${where}: its row says ${row.status} ${row.errorCode}`;
  if (!left && row.status === 'aborted')
    return `${where} was read to its end, its row says aborted`;
  return undefined;
}

export function settleAccounts(
  results: readonly CallResult[],
  rows: readonly UsageRow[],
): Accounts {
  const byId = new Map(rows.map((row) => [row.requestId, row]));
  const counts = new Map<Ending, number>();
  for (const row of rows) counts.set(endingOf(row), (counts.get(endingOf(row)) ?? 0) + 1);
  const contradictions = results
    .map((result) => contradictionOf(result, byId.get(result.call.id)))
    .filter((found) => found !== undefined);
  if (byId.size !== rows.length) contradictions.push(`${rows.length - byId.size} rows too many`);
  const known = new Set(results.map(({ call }) => call.id));
  const strangers = rows.filter(({ requestId }) => !known.has(requestId)).length;
  if (strangers > 0) contradictions.push(`${strangers} rows of nobody's calls`);
  const byEnding = Object.fromEntries(
    endings.map((ending) => [ending, counts.get(ending) ?? 0]),
  ) as Record<Ending, number>;
  const unseen = results.filter(({ call }) => !byId.has(call.id)).length;
  return { calls: results.length, rows: rows.length, unseen, byEnding, contradictions };
}
