import { errorCodes, HearthError } from '@hearth/wire';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { toHearthError } from './to-hearth-error.ts';
import { toTrpcError } from './trpc.ts';

test.each(Object.keys(errorCodes) as (keyof typeof errorCodes)[])(
  '%s keeps its status as a tRPC error, and comes back whole',
  (code) => {
    const error = new HearthError(code, 'why');
    expect(getHTTPStatusCodeFromError(toTrpcError(error))).toBe(error.status);
    expect(toHearthError(toTrpcError(error))).toBe(error);
  },
);

test('what is not known is internal, and its message stays inside', () => {
  const secret = new Error('connect postgres://hearth:secret@db');
  for (const error of [
    secret,
    new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: secret }),
    'text',
    null,
  ]) {
    expect(toHearthError(error)).toMatchObject({ code: 'internal_error', status: 500 });
    expect(toHearthError(error).message).not.toContain('secret');
  }
});

test('an output that does not fit its schema is our fault, and shows nothing of it', () => {
  const failed = z.object({ key: z.string() }).safeParse({ key: 5 });
  const error = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: failed.error });
  expect(toHearthError(error)).toMatchObject({ code: 'internal_error' });
});

test('an abort is the caller gone, wrapped or not', () => {
  const abort = new DOMException('aborted', 'AbortError');
  expect(toHearthError(abort).code).toBe('request_cancelled');
  expect(toHearthError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: abort })).code).toBe(
    'request_cancelled',
  );
});

test('half a body on /trpc is invalid_json', () => {
  const cause = new SyntaxError('Unexpected end of JSON input');
  expect(toHearthError(new TRPCError({ code: 'BAD_REQUEST', cause })).code).toBe('invalid_json');
});
