import type { Paint, Style } from './paint.ts';
import { printable } from './printable.ts';

export interface Column {
  readonly title: string;
  /** Default `left`; numbers go `right`. */
  readonly align?: 'left' | 'right';
}

export interface StyledCell {
  readonly text: string;
  readonly style: Style;
}

export type Cell = string | StyledCell;

const gap = '  ';

function toStyled(cell: Cell): { readonly text: string; readonly style: Style | undefined } {
  if (typeof cell === 'string') return { text: printable(cell), style: undefined };
  return { text: printable(cell.text), style: cell.style };
}

function lengthOf(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? `${space}${text}` : `${text}${space}`;
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ title }, index) =>
    Math.max(lengthOf(title), ...rows.map((row) => lengthOf(toStyled(row[index] ?? '').text))),
  );
}

/** Rows under titles, in aligned columns, without a newline at the end. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string {
  const widths = widthsOf(columns, rows);

  function line(cells: readonly Cell[]): string {
    const padded = columns.map(({ align }, index) => {
      const { text, style } = toStyled(cells[index] ?? '');
      const isLast = index === columns.length - 1 && align !== 'right';
      const cell = isLast ? text : pad(text, widths[index] ?? 0, align);
      return style === undefined ? cell : paint(style, cell);
    });
    return padded.join(gap).trimEnd();
  }

  const titles = columns.map(({ title }) => ({ text: title, style: 'dim' }) as const);
  return [line(titles), ...rows.map(line)].join('\n');
}
