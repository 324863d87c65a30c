import { isRecord, listOf, recordOf } from '../values.ts';
import { RequestError } from './request-error.ts';

const types: readonly unknown[] = [
  'object',
  'array',
  'string',
  'number',
  'integer',
  'boolean',
  'null',
];

/**
 * The format to obey: undefined, `json` or a JSON schema. Refusals carry status 500, as llm/server.go's errors do,
 * although the fault is the caller's.
 */
export function readFormat(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (value === 'json') return value;
  if (!isRecord(value)) {
    const quoted = JSON.stringify(JSON.stringify(value));
    throw new RequestError(
      500,
      `invalid format: ${quoted}; expected "json" or a valid JSON Schema object`,
    );
  }
  if (!isSound(value)) throw new RequestError(500, 'invalid JSON schema in format');
  return value;
}

function isSound(schema: unknown): boolean {
  if (!isRecord(schema)) return typeof schema === 'boolean';
  const named = [schema['type']].flat().every((type) => type === undefined || types.includes(type));
  return named && children(schema).every(isSound);
}

function children(schema: Readonly<Record<string, unknown>>): unknown[] {
  const single = [schema['items'], schema['additionalProperties']].filter(isRecord);
  const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) => listOf(schema[key]));
  return [...single, ...lists, ...Object.values(recordOf(schema['properties']))];
}
