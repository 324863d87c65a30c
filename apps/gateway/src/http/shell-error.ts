import { toHearthError } from '@hearth/api';
import { type ErrorCode, HearthError, isHearthError } from '@hearth/wire';

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_value',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'request_too_large',
  415: 'unsupported_media_type',
};

const sentences: Partial<Record<ErrorCode, string>> = {
  request_too_large:
    'The request body is larger than this gateway takes (HEARTH_BODY_LIMIT_BYTES).',
  unsupported_media_type: 'Send the body as application/json, uncompressed.',
};

/** An error of the HTTP shell itself (a body over the limit, a broken length) as one of the closed table. */
export function toShellError(error: unknown): HearthError {
  if (isHearthError(error) || !(error instanceof Error) || !('statusCode' in error))
    return toHearthError(error);
  const code = codes[Number(error.statusCode)];
  if (code === undefined) return toHearthError(error);
  return new HearthError(code, sentences[code] ?? error.message, { cause: error });
}
