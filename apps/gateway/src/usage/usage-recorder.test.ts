import { StoreUnavailableError, type UsageRow } from '@hearth/db';
import { expect, test } from 'vitest';
import { createUsageRecorder } from './usage-recorder.ts';

function row(requestId: string): UsageRow {
  const at = new Date(0);
  return {
    requestId,
    startedAt: at,
    endedAt: at,
    surface: 'rest',
    route: 'chat.stream',
    model: 'm:latest',
    keyId: 'key_1',
    keyName: 'k',
    status: 'done',
    httpStatus: 200,
    errorCode: null,
    stream: true,
    promptTokens: 1,
    completionTokens: 1,
    tokensSource: 'upstream',
    queueMs: 0,
    loadMs: null,
    firstTokenMs: null,
    totalMs: 1,
  };
}

function recorderOver(options: { maxPending?: number } = {}) {
  const state = { away: false, written: [] as string[], statements: 0, troubles: 0, recoveries: 0 };
  const recorder = createUsageRecorder({
    ...options,
    flushEveryMs: 3_600_000,
    onTrouble: () => state.troubles++,
    onRecovered: () => state.recoveries++,
    usage: {
      async record(rows) {
        state.statements++;
        if (state.away) throw new StoreUnavailableError('away');
        state.written.push(...rows.map(({ requestId }) => requestId));
      },
    },
  });
  return { recorder, state };
}

test('rows are written once, in order, at most 200 a statement', async () => {
  const { recorder, state } = recorderOver();
  const ids = Array.from({ length: 450 }, (_, at) => `req_${at}`);
  for (const id of ids) recorder.record(row(id));
  await recorder.flush();
  expect(state.written).toEqual(ids);
  expect(state.statements).toBe(3);
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
