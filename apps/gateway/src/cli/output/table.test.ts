import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPaint } from './paint.ts';
import { type Cell, table } from './table.ts';

const plain = createPaint(false);
const columns = [
  { title: 'NAME' },
  { title: 'TOKENS', align: 'right' },
  { title: 'NOTE' },
] as const;

test('columns are aligned: text to the left, numbers to the right', () => {
  const rows = [
    ['laptop', '1,200', 'fast'],
    ['ci', '7', ''],
  ];
  expect(table(columns, rows, plain).split('\n')).toEqual([
    'NAME    TOKENS  NOTE',
    'laptop   1,200  fast',
    'ci           7',
  ]);
});

test('every column begins at the same place in every row, whatever the cells hold', () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((text) => !/[\p{M}\s]/u.test(text));
  const row = fc.tuple(cell, cell, fc.constant('|'));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
      const [head, ...lines] = table(columns, rows, plain).split('\n');
      const at = [...(head ?? '')].join('').indexOf('NOTE');
      for (const line of lines) expect([...line][at]).toBe('|');
    }),
    { numRuns: 100 },
  );
});

test('colours change nothing about the alignment', () => {
  const coloured: Cell[][] = [[{ text: 'ci', style: 'green' }, '7', { text: 'x', style: 'red' }]];
  const bare = [['ci', '7', 'x']];
  const painted = table(columns, coloured, createPaint(true));
  expect(painted).toContain('\u001b[32m');
  expect(stripVTControlCharacters(painted)).toBe(table(columns, bare, plain));
});

test('a control character in a name never reaches the terminal', () => {
  const printed = table(columns, [['a\u001b[2Jb\nc', '1', '']], plain);
  expect(printed.split('\n')).toHaveLength(2);
  expect(printed).not.toContain('\u001b');
});
