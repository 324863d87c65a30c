import { isDeepStrictEqual } from 'node:util';
import { isRecord, type JsonRecord, listOf, recordOf } from '../src/values.ts';

/** Whether a value satisfies a JSON schema: just the keywords that the tests use, written apart from the generator. */
export function satisfies(value: unknown, schema: unknown, root: unknown = schema): boolean {
  if (!isRecord(schema)) return schema !== false;
  return checks.every((check) => check(value, schema, root));
}

type Check = (value: unknown, schema: JsonRecord, root: unknown) => boolean;

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isRecord,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

const checks: readonly Check[] = [
  (value, { $ref: reference }, root) => {
    if (typeof reference !== 'string') return true;
    const definition = recordOf(recordOf(root)['$defs'])[reference.replace('#/$defs/', '')];
    return satisfies(value, definition, root);
  },
  (value, { type }) =>
    type === undefined || [type].flat().some((one) => kinds[String(one)]?.(value)),
  (value, schema) => !('const' in schema) || isDeepStrictEqual(value, schema['const']),
  (value, { enum: allowed }) =>
    allowed === undefined || listOf(allowed).some((one) => isDeepStrictEqual(one, value)),
  (value, { anyOf }, root) =>
    anyOf === undefined || listOf(anyOf).some((one) => satisfies(value, one, root)),
  (value, { allOf }, root) => listOf(allOf).every((one) => satisfies(value, one, root)),
  (value, { required }) =>
    !isRecord(value) || listOf(required).every((key) => String(key) in value),
  (value, { properties }, root) =>
    !isRecord(value) ||
    Object.entries(recordOf(properties)).every(
      ([key, one]) => !(key in value) || satisfies(value[key], one, root),
    ),
  (value, { items }, root) =>
    !Array.isArray(value) || value.every((one) => satisfies(one, items, root)),
  (value, schema) =>
    !Array.isArray(value) || within(value.length, schema['minItems'], schema['maxItems']),
  (value, schema) =>
    typeof value !== 'string' || within(value.length, schema['minLength'], schema['maxLength']),
  (value, schema) =>
    typeof value !== 'number' || within(value, schema['minimum'], schema['maximum']),
  (value, { exclusiveMinimum: least }) =>
    typeof value !== 'number' || least === undefined || value > Number(least),
  (value, { exclusiveMaximum: most }) =>
    typeof value !== 'number' || most === undefined || value < Number(most),
  (value, { multipleOf: step }) =>
    typeof value !== 'number' ||
    step === undefined ||
    Math.abs(value / Number(step) - Math.round(value / Number(step))) < 1e-9,
];

function within(value: number, least: unknown, most: unknown): boolean {
  return value >= Number(least ?? value) && value <= Number(most ?? value);
}
