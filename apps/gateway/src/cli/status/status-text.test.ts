import type { SystemSnapshot } from '@hearth/wire';
import { expect, test } from 'vitest';
import { createPaint } from '../output/paint.ts';
import { readiness } from './readiness.ts';
import { statusText } from './status-text.ts';

const checkedAt = '2026-06-01T12:00:00.000Z';
const well: SystemSnapshot = {
  version: '1.2.3',
  at: checkedAt,
  startedAt: '2026-06-01T10:00:00.000Z',
  draining: false,
  upstream: {
    url: 'http://127.0.0.1:11434',
    demo: false,
    state: 'up',
    version: '0.24.0',
    checkedAt,
    error: null,
  },
  stores: { relational: { kind: 'embedded', state: 'up', checkedAt, error: null } },
  limiter: {
    queueLimit: 64,
    models: [
      {
        model: 'llama3.2:3b',
        limit: 2,
        inUse: 1,
        draining: 0,
        queued: 3,
        granted: 1_200,
        refused: { 'queue-full': 2, 'slots-taken': 5 },
      },
    ],
  },
  warm: [],
  usage: { pendingRows: 0, droppedRows: 0 },
  warnings: [],
};

const textOf = (snapshot: SystemSnapshot) => statusText(snapshot, 'here', createPaint(false));

test('a gateway that is well reads so', () => {
  expect(readiness(well)).toEqual({ ready: true, reasons: [] });
  expect(textOf(well).split('\n')).toEqual([
    'ready     yes',
    'gateway   Hearth 1.2.3, up 2h, reached by here',
    'upstream  Ollama 0.24.0 at http://127.0.0.1:11434, up',
    'database  embedded, up',
    'queue     3 waiting; at most 64 may',
    'slots     MODEL        IN USE  SLOTS  ENDING  QUEUED  GRANTED  REFUSED',
    '          llama3.2:3b       1      2       0       3    1,200        7',
  ]);
});

test('everything that is in the way is named', () => {
  const upstream = { ...well.upstream, state: 'down', error: 'refused' } as const;
  const stores = { relational: { ...well.stores.relational, state: 'unknown' } } as const;
  const snapshot = { ...well, draining: true, upstream, stores };
  expect(readiness(snapshot)).toEqual({
    ready: false,
    reasons: [
      'The gateway is stopping.',
      'Ollama at http://127.0.0.1:11434 does not answer: refused.',
      'The database has not been checked yet.',
    ],
  });
  expect(textOf(snapshot)).not.toMatch(/^ready +yes/);
});

test('usage that is not written yet, or lost, is said', () => {
  const text = textOf({ ...well, usage: { pendingRows: 1, droppedRows: 2_000 } });
  expect(text).toContain('1 usage row to write, 2,000 usage rows lost');
});

test('warnings and warm models are shown', () => {
  const warm = {
    model: 'llama3.2:3b',
    state: 'failed',
    checkedAt,
    loadMs: null,
    contextLength: null,
    vramShare: null,
    expiresAt: null,
    error: 'no room',
  } as const;
  const text = textOf({ ...well, warm: [warm], warnings: ['The demo answers.'] });
  expect(text).toContain('warm      llama3.2:3b failed: no room');
  expect(text).toContain('! The demo answers.');
});
