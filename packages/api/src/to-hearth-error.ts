import { type ErrorCode, HearthError, isHearthError, toParseError } from '@hearth/wire';
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';

/** Errors that tRPC itself throws before or around a procedure. */
const codeOfTrpc: Partial<Record<TRPCError['code'], ErrorCode>> = {
  PARSE_ERROR: 'invalid_json',
  BAD_REQUEST: 'invalid_value',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'request_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  CLIENT_CLOSED_REQUEST: 'request_cancelled',
};

/** The message of an unexpected error may hold anything (a connection string, a prompt): callers never see it. */
function redacted(cause: unknown): HearthError {
  return new HearthError(
    'internal_error',
    'Hearth failed on this request; its log has the request id.',
    {
      cause,
    },
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function fromTrpc(error: TRPCError): HearthError {
  if (isHearthError(error.cause)) return error.cause;
  if (error.cause instanceof ZodError) {
    return error.code === 'BAD_REQUEST' ? toParseError(error.cause) : redacted(error);
  }
  if (error.cause instanceof SyntaxError && error.code === 'BAD_REQUEST') {
    return new HearthError(
      'invalid_json',
      `The request body is not valid JSON: ${error.cause.message}.`,
    );
  }
  if (isAbort(error.cause)) return toHearthError(error.cause);
  const code = codeOfTrpc[error.code];
  return code === undefined
    ? redacted(error)
    : new HearthError(code, error.message, { cause: error });
}

/** Any error as one of the closed table. What isn't known becomes `internal_error` with its message redacted. */
export function toHearthError(error: unknown): HearthError {
  if (isHearthError(error)) return error;
  if (error instanceof TRPCError) return fromTrpc(error);
  if (isAbort(error))
    return new HearthError('request_cancelled', 'The caller went away.', { cause: error });
  return redacted(error);
}
