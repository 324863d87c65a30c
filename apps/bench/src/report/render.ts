import type { Check, Outcome, Table } from './outcome.ts';

const numeric = /^[\d−-]/;

function padded(cell: string, width: number): string {
  return numeric.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}

function markdownTable({ title, columns, rows }: Table): string {
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => padded(cells[at] ?? '', width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [`### ${title}`, '', line(columns), rule, ...rows.map(line)].join('\n');
}

function checkLine({ ok, name, detail }: Check): string {
  return `- ${ok ? 'ok' : '**FAILED**'}: ${name} (${detail})`;
}

/** The result as Markdown, which is also what a terminal shows. */
export function render(name: string, { checks, tables, notes }: Outcome): string {
  const sections = [
    `## ${name}`,
    checks.map(checkLine).join('\n'),
    ...tables.map(markdownTable),
    notes.map((note) => `- ${note}`).join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
