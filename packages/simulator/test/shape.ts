import { isRecord } from '../src/values.ts';

/**
 * What a value is made of: the keys of objects in their order, the kinds of values, and for arrays the distinct kinds
 * of their elements.
 */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join('|')}]`;
  if (!isRecord(value)) return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).map(([key, inner]) => `${key}:${shapeOf(inner)}`);
  return `{${entries.join(',')}}`;
}

/** What kind of NDJSON line this is. */
function kindOf(line: unknown): string {
  if (!isRecord(line)) return typeof line;
  if ('error' in line) return 'error';
  if ('status' in line) return 'status';
  if (line['done'] === true) return 'last';
  const said = isRecord(line['message']) ? line['message'] : line;
  if ('tool_calls' in said) return 'tool call';
  if ('thinking' in said) return 'thinking';
  return 'content';
}

export function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The distinct shapes of each kind of line, and the kinds in the order of their first appearance. */
export function describeLines(text: string): Record<string, string[]> {
  const shapes: Record<string, string[]> = {};
  for (const line of parseLines(text)) {
    const kind = kindOf(line);
    const known = shapes[kind] ?? [];
    shapes[kind] = [...new Set([...known, shapeOf(line)])].sort();
  }
  return shapes;
}
