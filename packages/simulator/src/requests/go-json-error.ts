/** Where Go's encoding/json stops, in its own words; without a message the first value ends at `end`. */
export interface JsonFailure {
  readonly message?: string;
  readonly end: number;
}

class SyntaxFailure extends Error {}

/** Follows encoding/json's scanner (scanner.go) far enough to name the first offending character. */
export function explainJsonError(text: string): JsonFailure {
  const cursor = { text, at: 0 };
  try {
    readValue(cursor);
    return { end: cursor.at };
  } catch (error) {
    if (error instanceof SyntaxFailure) return { message: error.message, end: cursor.at };
    throw error;
  }
}

interface Cursor {
  readonly text: string;
  at: number;
}

const literals: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

function readValue(cursor: Cursor): void {
  const first = skipSpace(cursor);
  const literal = literals[first];
  if (first === '{') readMembers(cursor);
  else if (first === '[') readElements(cursor);
  else if (first === '"') readString(cursor);
  else if (literal !== undefined) readLiteral(cursor, literal);
  else if (/[-\d]/.test(first)) readNumber(cursor);
  else throw offend(first, 'looking for beginning of value');
}

function readMembers(cursor: Cursor): void {
  cursor.at += 1;
  if (skipSpace(cursor) === '}') {
    cursor.at += 1;
    return;
  }
  for (;;) {
    const quote = skipSpace(cursor);
    if (quote !== '"') throw offend(quote, 'looking for beginning of object key string');
    readString(cursor);
    take(cursor, ':', 'after object key');
    readValue(cursor);
    if (take(cursor, ',}', 'after object key:value pair') === '}') return;
  }
}

function readElements(cursor: Cursor): void {
  cursor.at += 1;
  if (skipSpace(cursor) === ']') {
    cursor.at += 1;
    return;
  }
  for (;;) {
    readValue(cursor);
    if (take(cursor, ',]', 'after array element') === ']') return;
  }
}

function readString(cursor: Cursor): void {
  cursor.at += 1;
  for (;;) {
    const character = next(cursor);
    if (character === '"') return;
    if (character < ' ') throw offend(character, 'in string literal');
    if (character === '\\') readEscape(cursor);
  }
}

function readEscape(cursor: Cursor): void {
  const code = next(cursor);
  if (code !== 'u') {
    if (!'bfnrt\\/"'.includes(code)) throw offend(code, 'in string escape code');
    return;
  }
  for (let digit = 0; digit < 4; digit += 1) {
    const character = next(cursor);
    if (!/[\da-fA-F]/.test(character))
      throw offend(character, 'in \\u hexadecimal character escape');
  }
}

function readLiteral(cursor: Cursor, literal: string): void {
  cursor.at += 1;
  for (const expected of literal.slice(1)) {
    const character = next(cursor);
    if (character === expected) continue;
    throw offend(character, `in literal ${literal} (expecting '${expected}')`);
  }
}

function readNumber(cursor: Cursor): void {
  const match = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(cursor.text.slice(cursor.at));
  if (match) {
    cursor.at += match[0].length;
    return;
  }
  cursor.at += 1;
  throw offend(next(cursor), 'in numeric literal');
}

function take(cursor: Cursor, allowed: string, context: string): string {
  const character = skipSpace(cursor);
  if (!allowed.includes(character)) throw offend(character, context);
  cursor.at += 1;
  return character;
}

function skipSpace(cursor: Cursor): string {
  while (/[ \t\r\n]/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
  return peek(cursor);
}

function peek(cursor: Cursor): string {
  const character = cursor.text[cursor.at];
  if (character === undefined) throw new SyntaxFailure('unexpected EOF');
  return character;
}

function next(cursor: Cursor): string {
  const character = peek(cursor);
  cursor.at += 1;
  return character;
}

function offend(character: string, context: string): SyntaxFailure {
  const quoted =
    character === "'" ? "'\\''" : `'${JSON.stringify(character).slice(1, -1).replace('\\"', '"')}'`;
  return new SyntaxFailure(`invalid character ${quoted} ${context}`);
}
