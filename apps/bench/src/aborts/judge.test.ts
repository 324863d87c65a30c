import { describe, expect, test } from 'vitest';
import type { UsageRow } from '../gateway/admin.ts';
import { endings, settleAccounts } from './accounts.ts';
import { judge } from './judge.ts';
import type { CallResult } from './make-call.ts';
import type { Wave } from './run-wave.ts';
import { slots } from './stage.ts';

const call = {
  shape: 'sse',
  model: 'calm-chat',
  aim: 'never leaves',
  leaving: { kind: 'never' },
  maxTokens: 8,
  maxWaitMs: 100,
} as const;

function resultOf(id: string, more: Partial<CallResult> = {}): CallResult {
  const usual = { status: 200, left: false, whole: true, failure: undefined };
  return { call: { ...call, id }, ...usual, ...more };
}

function rowOf(requestId: string, more: Partial<UsageRow> = {}): UsageRow {
  const tokens = { promptTokens: 5, completionTokens: 8, tokensSource: 'upstream' } as const;
  const usual = {
    model: 'calm-chat:latest',
    status: 'done',
    errorCode: null,
    httpStatus: 200,
  } as const;
  return { requestId, ...usual, ...tokens, ...more };
}

const contradictionsOf = (result: CallResult, rows: readonly UsageRow[]) =>
  settleAccounts([result], rows).contradictions;

describe('the accounts of a wave', () => {
  test('an answered call with its row is in order', () => {
    expect(contradictionsOf(resultOf('a'), [rowOf('a')])).toEqual([]);
  });

  test.each([
    ['an answer without a row', resultOf('a'), []],
    ['a row of nobody', resultOf('a'), [rowOf('a'), rowOf('b')]],
    ['two rows of one call', resultOf('a'), [rowOf('a'), rowOf('a')]],
    ['an answer that was cut off', resultOf('a', { whole: false }), [rowOf('a')]],
    ['a connection that broke', resultOf('a', { failure: 'reset' }), [rowOf('a')]],
    ['a refusal whose row says it was served', resultOf('a', { status: 429 }), [rowOf('a')]],
    [
      'an answer read to its end, called aborted',
      resultOf('a'),
      [rowOf('a', { status: 'aborted' })],
    ],
    ['a fault of the gateway', resultOf('a', { status: 500 }), [rowOf('a', { status: 'error' })]],
  ])('%s is a contradiction', (_, result, rows) => {
    expect(contradictionsOf(result, rows)).toHaveLength(1);
  });

  test('a caller who left before any answer may have no row', () => {
    const gone = resultOf('a', { status: undefined, left: true, whole: false });
    expect(settleAccounts([gone], [])).toMatchObject({ unseen: 1, contradictions: [] });
  });
});

function processFigures(open: number, maxAdmitted: number) {
  const model = { running: 0, waiting: 0, maxConcurrent: 0, maxAdmitted, requests: 0, aborted: 0 };
  const loads = { loads: 1, reloads: 0, unloads: 0, optionsSeen: [] };
  const tokens = { tokensGenerated: 0, tokensPrefilled: 0 };
  const seen = { ...model, ...loads, ...tokens };
  return {
    rssBytes: 0,
    heapBytes: 0,
    cpuMicros: 0,
    resources: {},
    simulator: {
      models: Object.fromEntries(Object.keys(slots).map((name) => [name, seen])),
      connections: { open, maxOpen: open, total: open },
      requests: 0,
      requestsByPath: { '/api/chat': 1 },
      bodies: [],
    },
  };
}

function waveOf({ open = 3, maxAdmitted = 4, inUse = 0, counted = 2, refused = 1 } = {}): Wave {
  const slot = { model: 'busy-chat:latest', limit: 4, draining: 0, queued: 0, granted: 1 };
  const byEnding = Object.fromEntries(endings.map((ending) => [ending, 0]));
  return {
    seconds: 1,
    settledMs: 1,
    accounts: {
      calls: 2,
      rows: 2,
      unseen: 0,
      byEnding: { ...byEnding, served: 1, refused: 1 } as Wave['accounts']['byEnding'],
      contradictions: [],
    },
    slots: [{ ...slot, inUse, refused: { 'slots-taken': refused } }],
    requestsCounted: counted,
    gateway: processFigures(0, 0),
    upstream: processFigures(open, maxAdmitted),
  };
}

const failuresOf = (wave: Wave) =>
  judge([wave])
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);

describe('the judgement of a run', () => {
  test('passes a run in which nothing is left', () => {
    expect(failuresOf(waveOf())).toEqual([]);
  });

  test.each([
    ['a slot that is never given back', { inUse: 1 }, 'no slot and no waiter'],
    ['more calls in Ollama than slots', { maxAdmitted: 5 }, 'never had more calls'],
    ['connections that pile up', { open: 400 }, 'connections to Ollama'],
    ['a request without a row', { counted: 3 }, 'one usage row'],
    ['a refusal without a row', { refused: 2 }, 'count the same'],
  ])('fails %s', (_, figures, name) => {
    expect(failuresOf(waveOf(figures))).toEqual([expect.stringContaining(name)]);
  });
});
