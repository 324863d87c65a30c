import { setImmediate } from 'node:timers/promises';
import type { UsageRow } from '../ports.ts';

/** What one statement takes; a key's look-up waits no longer than for one of them, one to two milliseconds. */
const rowsPerStatement = 40;

/** The event loop turns before each batch, also the first: calls of `record` may follow each other without a pause. */
export async function inBatches(
  rows: readonly UsageRow[],
  write: (batch: readonly UsageRow[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await setImmediate();
    await write(rows.slice(start, start + rowsPerStatement));
  }
}
