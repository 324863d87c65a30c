import * as z from 'zod';
import { isWellFormedKey } from '../access/api-key.ts';
import { parseOllamaHost } from './parse-ollama-host.ts';

export const text = z.string().min(1);

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'expected a whole number')
    .transform(Number)
    .pipe(
      z.number().min(least, `expected at least ${least}`).max(most, `expected at most ${most}`),
    );

export const names = z.string().transform((list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
);

/** `model=2,other:7b=1`: split at the last `=`, since a model's name may hold one. */
function parseCount(entry: string): readonly [string, number] | undefined {
  const [, name, digits] = /^(.+)=\s*(\d{1,9})$/.exec(entry) ?? [];
  if (name === undefined || Number(digits) < 1) return undefined;
  return [name.trim(), Number(digits)];
}

export const counts = names.transform((entries, context) => {
  const table = new Map<string, number>();
  for (const entry of entries) {
    const count = parseCount(entry);
    if (count === undefined) {
      const message = `expected model=number pairs, got '${entry}'`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    table.set(...count);
  }
  return table;
});

export const ollamaHost = z.string().transform((written, context) => {
  const url = parseOllamaHost(written);
  if (url !== undefined) return url;
  context.addIssue({ code: 'custom', message: 'expected host, host:port or an http(s) URL' });
  return z.NEVER;
});

/** A typing error must not become a key that nobody can use. */
export const apiKey = z
  .string()
  .refine(isWellFormedKey, 'is not a well-formed key (hk_, 43 characters, _, a checksum of 6)');

/** A URL with one of the schemes, each written with its colon. */
export const urlOf = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (written) => schemes.includes(URL.parse(written)?.protocol ?? ''),
      `expected a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    );
