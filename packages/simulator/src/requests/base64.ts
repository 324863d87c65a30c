import { RequestError } from './request-error.ts';

/** Refuses what Go's base64.StdEncoding refuses, with its text. */
export function checkBase64(text: string): void {
  const offset = firstIllegal(text.replace(/[\r\n]/g, ''));
  if (offset >= 0) throw new RequestError(400, `illegal base64 data at input byte ${offset}`);
}

function firstIllegal(text: string): number {
  const legal = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  const padding = text.slice(legal);
  if (!/^={0,2}$/.test(padding)) return legal;
  if (text.length % 4 !== 0) return text.length;
  return -1;
}
