import { HearthError } from './hearth-error.ts';

/** JSON.parse survives any depth, but JSON.stringify and every recursive walk overflow the stack at about 10 000 levels. */
const maxJsonDepth = 64;

const quote = 0x22;
const backslash = 0x5c;
const opens = new Set([0x7b, 0x5b]);
const closes = new Set([0x7d, 0x5d]);

/** The index after the string that starts at `start`. */
function skipString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at + 1;
  }
  return text.length;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = skipString(text, at);
      continue;
    }
    if (opens.has(code) && ++depth > maxJsonDepth) return true;
    if (closes.has(code)) depth--;
    at++;
  }
  return false;
}

/** Throws `HearthError` `invalid_json` for JSON nested over 64 levels, without parsing it. */
export function assertShallowJson(text: string): void {
  if (!isTooDeep(text)) return;
  const message = `The request body is nested deeper than ${maxJsonDepth} levels.`;
  throw new HearthError('invalid_json', message);
}

function parseError(error: unknown): HearthError {
  const detail = error instanceof Error ? error.message : 'not JSON';
  return new HearthError('invalid_json', `The request body is not valid JSON: ${detail}.`);
}

/** Parses a request body. Throws `HearthError` `invalid_json` for an empty body, broken JSON, or nesting over 64 levels. */
export function parseJson(text: string): unknown {
  if (text.trim() === '')
    throw new HearthError('invalid_json', 'The request body is empty; send JSON.');
  assertShallowJson(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw parseError(error);
  }
}
