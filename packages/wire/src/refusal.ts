import type { ErrorCode } from './error-codes.ts';

/** A zod issue that carries a code of the closed error table and names the parameter by its path. */
export function refusal(code: ErrorCode, message: string, path: PropertyKey[] = []) {
  return { code: 'custom' as const, params: { code }, message, path, input: undefined };
}
