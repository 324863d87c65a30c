import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settings } from '../apps/gateway/src/settings/settings.ts';
import { appRouter } from '../packages/api/src/index.ts';
import { errorCodes } from '../packages/wire/src/index.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The first cells of the tables of a page, without their code marks. */
function firstCells(page: string): string[] {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((line) => line.split('|')[1]?.trim().replaceAll('`', '') ?? '');
}

test('docs/errors.md has every code of the table and no other, with its status', () => {
  const page = read('docs/errors.md');
  expect(firstCells(page)).toEqual(Object.keys(errorCodes));
  for (const [code, { status, type, retry, meaning }] of Object.entries(errorCodes)) {
    const mayRetry = retry === 'after' ? 'yes' : 'no';
    expect(page).toContain(`| \`${code}\` | ${status} | \`${type}\` | ${mayRetry} | ${meaning} |`);
  }
});

test('docs/settings.md has every setting and no other', () => {
  expect(firstCells(read('docs/settings.md')).sort()).toEqual(Object.keys(settings).sort());
});

test('docs/trpc.md has every procedure and no other', () => {
  const named = firstCells(read('docs/trpc.md')).flatMap((cell) => cell.split(', '));
  expect(named.sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});
