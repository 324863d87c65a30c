import { isRecord, type JsonRecord } from '../values.ts';
import { explainJsonError } from './go-json-error.ts';
import { describeNonObject, findTypeMismatch, type GoFields } from './go-types.ts';
import { RequestError } from './request-error.ts';

/** Decodes a body as Go would decode it into the struct `api.<struct>`. Throws RequestError 400. */
export function decodeBody(text: string, struct: string, fields: GoFields): JsonRecord {
  const value = parse(text);
  if (value === null) return {};
  if (!isRecord(value)) throw new RequestError(400, describeNonObject(struct, value));
  const mismatch = findTypeMismatch(struct, fields, value);
  if (mismatch !== undefined) throw new RequestError(400, mismatch);
  return value;
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new RequestError(400, 'missing request body');
  try {
    return JSON.parse(text);
  } catch {
    const failure = explainJsonError(text);
    if (failure.message !== undefined) throw new RequestError(400, failure.message);
    // Go's Decoder reads one value and leaves whatever follows it.
    return JSON.parse(text.slice(0, failure.end));
  }
}
