import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageGroup, UsageRow, UsageSummaryRow } from '../ports.ts';
import type { OpenedStore } from './opened-store.ts';
import { awkwardTexts, sampleUsage } from './samples.ts';
import { summariseInMemory } from './summarise-in-memory.ts';

const dayMs = 86_400_000;

/** Each test has days of its own, far from the others'. */
function ownDays(year: number) {
  const since = new Date(Date.UTC(year, 0, 1));
  return { since, until: new Date(since.getTime() + 30 * dayMs) };
}

/** Every value is one that both JSON and PostgreSQL hold. */
function oddRow(since: Date) {
  const unicode = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
  const text = fc.oneof(fc.constantFrom(...awkwardTexts), unicode);
  const count = fc.constantFrom(0, 1, 255, 65_536, 2 ** 31 - 1);
  const moment = fc.integer({ min: 0, max: 5 * dayMs }).map((ms) => new Date(+since + ms));
  const parts = fc.record({
    startedAt: moment,
    endedAt: moment,
    route: text,
    model: text,
    keyId: fc.option(text),
    keyName: fc.option(text),
    errorCode: fc.option(text),
    status: fc.constantFrom('done', 'aborted', 'upstream_error', 'timeout', 'refused', 'error'),
    stream: fc.boolean(),
    promptTokens: count,
    loadMs: fc.option(count),
    firstTokenMs: fc.option(count),
    totalMs: count,
  });
  return fc.tuple(parts, text).map(([part, id]) => {
    return sampleUsage({ ...part, requestId: `${id} ${randomUUID()}` });
  });
}

function recording({ store }: OpenedStore): void {
  test('a row is read back as it was written', async () => {
    const window = ownDays(2040);
    const row = sampleUsage({
      startedAt: new Date(window.since.getTime() + 123),
      errorCode: 'x',
      loadMs: 7,
    });
    const bare = sampleUsage({
      startedAt: window.since,
      keyId: null,
      keyName: null,
      firstTokenMs: null,
    });
    await store().usage.record([row, bare]);
    expect(await store().usage.rows({ ...window, limit: 10 })).toEqual([row, bare]);
  });

  test('a request is stored once, also twice in one batch and from two writers at once', async () => {
    const window = ownDays(2041);
    const row = sampleUsage({ startedAt: window.since });
    const { record } = store().usage;
    await Promise.all([record([row, row]), record([row]), record([{ ...row, promptTokens: 99 }])]);
    await record([row]);
    const [total] = await store().usage.summary({ ...window, by: [] });
    expect(total?.requests).toBe(1);
  });

  test('no rows and more rows than one statement takes', async () => {
    const window = ownDays(2042);
    await store().usage.record([]);
    const rows = Array.from({ length: 401 }, () => sampleUsage({ startedAt: window.since }));
    await store().usage.record(rows);
    const [total] = await store().usage.summary({ ...window, by: [] });
    expect(total).toMatchObject({ requests: 401, totalTokens: 401 * 30 });
  });

  test('the event loop turns between the statements of a large batch', async () => {
    const window = ownDays(2048);
    const rows = Array.from({ length: 200 }, () => sampleUsage({ startedAt: window.since }));
    let turns = 0;
    let turn = setImmediate(function count() {
      turns += 1;
      turn = setImmediate(count);
    });
    await store().usage.record(rows);
    clearImmediate(turn);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  test('no value makes a row unstorable', async () => {
    const window = ownDays(2043);
    const odd = {
      model: 'a\0b',
      promptTokens: Number.NaN,
      totalMs: 1.6,
      queueMs: -3,
      completionTokens: 1e12,
    };
    await store().usage.record([sampleUsage({ startedAt: window.since, ...odd })]);
    const stored = {
      model: 'a\uFFFDb',
      promptTokens: 0,
      totalMs: 2,
      queueMs: 0,
      completionTokens: 2 ** 31 - 1,
    };
    expect(await store().usage.rows({ ...window, limit: 10 })).toMatchObject([stored]);
  });

  test('text that JSON or PostgreSQL can not hold is stored with replacements', async () => {
    const window = ownDays(2045);
    const odd = { startedAt: window.since, model: 'a\uD800b', keyName: '\uDC00', errorCode: '\0' };
    await store().usage.record([sampleUsage(odd)]);
    const stored = { model: 'a\uFFFDb', keyName: '\uFFFD', errorCode: '\uFFFD' };
    expect(await store().usage.rows({ ...window, limit: 10 })).toMatchObject([stored]);
  });

  test('a moment that is none or out of range does not make a row unstorable', async () => {
    const window = ownDays(2046);
    const moments = [Number.NaN, 8.64e15, -8.64e15].map((time) => new Date(time));
    const rows = moments.map((endedAt) => sampleUsage({ startedAt: window.since, endedAt }));
    const unstarted = sampleUsage({ startedAt: new Date(Number.NaN) });
    await store().usage.record([...rows, unstarted]);
    const [total] = await store().usage.summary({ ...window, by: [] });
    expect(total?.requests).toBe(rows.length);
    const atZero = await store().usage.rows({ since: new Date(0), until: new Date(1), limit: 10 });
    expect(atZero.map((row) => row.requestId)).toEqual([unstarted.requestId]);
  });

  test('a thousand odd rows are read back as they were written', async () => {
    const window = ownDays(2047);
    const rows = fc.sample(oddRow(window.since), { numRuns: 1_000, seed: 7 });
    await store().usage.record(rows);
    const stored = await store().usage.rows({ ...window, limit: 2_000 });
    const byId = (some: readonly UsageRow[]) => new Map(some.map((row) => [row.requestId, row]));
    expect(byId(stored)).toEqual(byId(rows));
  });

  test('pages follow each other, newest first, also where rows share a moment', async () => {
    const window = ownDays(2044);
    const rows = Array.from({ length: 7 }, () => sampleUsage({ startedAt: window.since }));
    await store().usage.record(rows);
    const pages: UsageRow[] = [];
    for (let before: string | undefined; pages.length < 7; before = pages.at(-1)?.requestId) {
      pages.push(...(await store().usage.rows({ ...window, limit: 3, before })));
    }
    expect(new Set(pages.map((row) => row.requestId)).size).toBe(7);
    expect(
      await store().usage.rows({ ...window, limit: 3, before: pages.at(-1)?.requestId }),
    ).toEqual([]);
    expect(await store().usage.rows({ ...window, limit: 3, before: randomUUID() })).toEqual([]);
  });
}

const group = fc.constantFrom<UsageGroup>('key', 'model', 'day');

function call(since: Date) {
  return fc.record({
    startedAt: fc.integer({ min: 0, max: 5 * dayMs }).map((ms) => new Date(since.getTime() + ms)),
    model: fc.constantFrom(...awkwardTexts),
    keyId: fc.option(fc.constantFrom('a', 'b', '__proto__')),
    status: fc.constantFrom('done', 'aborted', 'upstream_error', 'timeout', 'refused', 'error'),
    promptTokens: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    completionTokens: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  });
}

const inOrder = (rows: readonly UsageSummaryRow[]) =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

function summing({ store }: OpenedStore): void {
  test('a summary is exact for every choice of groups', async () => {
    const window = ownDays(2050);
    const calls = fc.sample(call(window.since), { numRuns: 300, seed: 7 });
    const rows = calls.map((one) => sampleUsage({ ...one, keyName: one.keyId }));
    await store().usage.record(rows);
    const subsets = fc.sample(fc.uniqueArray(group), { numRuns: 20, seed: 7 });
    for (const by of subsets) {
      const summary = await store().usage.summary({ ...window, by });
      expect(inOrder(summary)).toEqual(inOrder(summariseInMemory(rows, by)));
    }
  });

  test('an empty window is one row of zeros, and no rows by group', async () => {
    const window = ownDays(2060);
    const zeros = { requests: 0, errors: 0, promptTokens: 0, completionTokens: 0, totalTokens: 0 };
    expect(await store().usage.summary({ ...window, by: [] })).toEqual([zeros]);
    expect(await store().usage.summary({ ...window, by: ['day', 'key'] })).toEqual([]);
  });

  test('a day is a UTC day, and a window includes its start and not its end', async () => {
    const window = ownDays(2061);
    const ends = [
      window.since.getTime() - 1,
      window.since.getTime(),
      window.until.getTime() - 1,
      window.until.getTime(),
    ];
    await store().usage.record(ends.map((ms) => sampleUsage({ startedAt: new Date(ms) })));
    const summary = await store().usage.summary({ ...window, by: ['day'] });
    expect(summary.map((row) => row.day)).toEqual(['2061-01-01', '2061-01-30']);
    expect(await store().usage.rows({ ...window, limit: 10 })).toHaveLength(2);
  });

  test('a renamed key keeps one row, under its latest name', async () => {
    const window = ownDays(2062);
    const names = ['old', 'new', 'newest'].map((keyName, day) =>
      sampleUsage({ keyId: 'renamed', keyName, startedAt: new Date(window.since.getTime() + day) }),
    );
    await store().usage.record(names);
    const summary = await store().usage.summary({ ...window, by: ['key'] });
    expect(summary).toMatchObject([{ key: 'renamed', keyName: 'newest', requests: 3 }]);
  });
}

export function usageConformance(opened: OpenedStore): void {
  describe('usage', () => {
    recording(opened);
    summing(opened);
  });
}
