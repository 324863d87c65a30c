import { isRecord, type JsonRecord, listOf, recordOf } from '../values.ts';

/** Follows local references and merges allOf, so that one flat schema is left. */
export function resolveSchema(root: unknown, schema: unknown, hops = 0): JsonRecord {
  if (!isRecord(schema) || hops > 16) return {};
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const { $ref: _reference, ...rest } = schema;
    return merge(resolveSchema(root, lookUp(root, reference), hops + 1), rest);
  }
  const parts = listOf(schema['allOf']);
  if (parts.length === 0) return schema;
  const { allOf: _parts, ...rest } = schema;
  return parts.map((part) => resolveSchema(root, part, hops + 1)).reduce(merge, rest);
}

function lookUp(root: unknown, reference: string): unknown {
  const path = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((step) => step !== '');
  return path.reduce<unknown>((value, step) => recordOf(value)[unescapeStep(step)], root);
}

/** RFC 6901 §4. */
function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function merge(a: JsonRecord, b: JsonRecord): JsonRecord {
  return {
    ...a,
    ...b,
    ...(('properties' in a || 'properties' in b) && {
      properties: { ...recordOf(a['properties']), ...recordOf(b['properties']) },
    }),
    ...(('required' in a || 'required' in b) && {
      required: [...new Set([...listOf(a['required']), ...listOf(b['required'])])],
    }),
  };
}
