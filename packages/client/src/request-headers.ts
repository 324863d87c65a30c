import type { RequestOptions } from './options.ts';
import type { Settings } from './settings.ts';

const longestWaitMs = 90_000;

/** The gateway takes digits only, and a longer wait as 90 s. */
function waitHeader(maxWaitMs: number): string {
  return String(Math.min(Math.max(Math.round(maxWaitMs), 0), longestWaitMs));
}

/** The headers of one attempt. Rejects with what the key callback throws, or `TypeError` for a value that no header can carry. */
export async function requestHeaders(
  { apiKey, headers }: Settings,
  { maxWaitMs }: RequestOptions,
): Promise<Record<string, string>> {
  const sent = new Headers(headers);
  const key = typeof apiKey === 'function' ? await apiKey() : apiKey;
  if (key !== undefined) sent.set('authorization', `Bearer ${key}`);
  if (maxWaitMs !== undefined) sent.set('x-hearth-max-wait-ms', waitHeader(maxWaitMs));
  return Object.fromEntries(sent);
}
