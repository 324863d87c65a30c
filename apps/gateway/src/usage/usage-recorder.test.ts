import { StoreUnavailableError, type UsageRow } from '@hearth/db';
import { expect, test } from 'vitest';
import { usageRow as row } from '../../test/harness/usage-row.ts';
import type { Journal } from './journal.ts';
import { createUsageRecorder } from './usage-recorder.ts';

/** A journal in memory: the files are numbers, and each holds the rows that came while it was open. */
function memoryJournal(leftRows: readonly UsageRow[] = []) {
  const files = new Map<string, string[]>([['left', leftRows.map(({ requestId }) => requestId)]]);
  let open = 'first';
  const journal: Journal = {
    leftRows,
    append: ({ requestId }) => files.set(open, [...(files.get(open) ?? []), requestId]),
    seal() {
      const sealed = [...files.keys()];
      open = `after-${sealed.length}-${Math.random()}`;
      return sealed;
    },
    drop(names) {
      for (const name of names) files.delete(name);
    },
  };
  return { journal, kept: () => [...files.values()].flat() };
}

function recorderOver(options: { maxPending?: number; left?: readonly UsageRow[] } = {}) {
  const { journal, kept } = memoryJournal(options.left);
  const state = { away: false, written: [] as string[], troubles: 0, recoveries: 0 };
  const recorder = createUsageRecorder({
    ...options,
    journal,
    flushEveryMs: 3_600_000,
    onTrouble: () => state.troubles++,
    onRecovered: () => state.recoveries++,
    usage: {
      async record(rows) {
        if (state.away) throw new StoreUnavailableError('away');
        state.written.push(...rows.map(({ requestId }) => requestId));
      },
    },
  });
  return { recorder, state, kept };
}

test('rows are written once, in order', async () => {
  const { recorder, state } = recorderOver();
  const ids = Array.from({ length: 450 }, (_, at) => `req_${at}`);
  for (const id of ids) recorder.record(row(id));
  await recorder.flush();
  expect(state.written).toEqual(ids);
  expect(recorder.state()).toEqual({ pendingRows: 0, droppedRows: 0 });
});

test('what could not be written is written when the database is back, and trouble is told once', async () => {
  const { recorder, state } = recorderOver();
  state.away = true;
  recorder.record(row('a'));
  await recorder.flush();
  recorder.record(row('b'));
  await recorder.flush();
  expect(recorder.state().pendingRows).toBe(2);
  state.away = false;
  await recorder.flush();
  expect(state.written).toEqual(['a', 'b']);
  expect([state.troubles, state.recoveries]).toEqual([1, 1]);
});

test('a long outage is bounded: the oldest go, and are counted', async () => {
  const { recorder, state } = recorderOver({ maxPending: 3 });
  state.away = true;
  for (const id of ['a', 'b', 'c', 'd', 'e']) recorder.record(row(id));
  state.away = false;
  await recorder.flush();
  expect(state.written).toEqual(['c', 'd', 'e']);
  expect(recorder.state().droppedRows).toBe(2);
});

test('disposing writes what is left', async () => {
  const { recorder, state } = recorderOver();
  recorder.record(row('a'));
  await recorder[Symbol.asyncDispose]();
  expect(state.written).toEqual(['a']);
});

test('what an earlier process has left is written, and then leaves the journal', async () => {
  const { recorder, state, kept } = recorderOver({ left: [row('old')] });
  recorder.record(row('new'));
  await recorder.flush();
  expect(state.written).toEqual(['old', 'new']);
  expect(kept()).toEqual([]);
});

test('the journal keeps every row until the database has it', async () => {
  const { recorder, state, kept } = recorderOver();
  state.away = true;
  recorder.record(row('a'));
  await recorder.flush();
  recorder.record(row('b'));
  await recorder.flush();
  expect(kept()).toEqual(['a', 'b']);
  state.away = false;
  await recorder[Symbol.asyncDispose]();
  expect(state.written).toEqual(['a', 'b']);
  expect(kept()).toEqual([]);
});

test('a stop while the database is away leaves everything to the next start', async () => {
  const { recorder, state, kept } = recorderOver();
  state.away = true;
  recorder.record(row('a'));
  await recorder[Symbol.asyncDispose]();
  expect(kept()).toEqual(['a']);
});
