const nobody = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTDIR',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** The codes in an error and in what caused it: `fetch` hides a refused connection two levels down. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return [...own, ...inner.flatMap(codesOf)];
}

/** Whether nobody listens there. */
export function isNobodyThere(error: unknown): boolean {
  return codesOf(error).some((code) => nobody.has(code));
}

/** Whether the socket belongs to somebody else. */
export function isForbidden(error: unknown): boolean {
  return codesOf(error).some((code) => code === 'EACCES' || code === 'EPERM');
}

/** The innermost reason of a failed call, e.g. `ECONNRESET`. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  const code = codesOf(error).at(-1);
  if (code !== undefined) return code;
  return error instanceof Error ? error.message : String(error);
}
