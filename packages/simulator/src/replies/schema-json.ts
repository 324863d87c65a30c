import type { Random } from '../random.ts';
import { isRecord, type JsonRecord, listOf, recordOf } from '../values.ts';
import { resolveSchema } from './schema-resolve.ts';
import { inventNumber, inventString } from './schema-scalars.ts';

/** Deeper than this, optional parts are left out and the smallest branches chosen. */
const fullDepth = 4;
/** A recursive schema without an end stops here. */
const deepest = 24;

/** A JSON value that satisfies the schema: const, enum, anyOf, allOf, $ref, objects, arrays, bounds, formats. */
export function inventJson(schema: unknown, random: Random): unknown {
  if (schema === undefined) return { answer: inventString({}, random), items: [1, 2, 3] };
  return invent({ root: schema, random }, schema, 0);
}

interface Setting {
  readonly root: unknown;
  readonly random: Random;
}

function invent(setting: Setting, given: unknown, depth: number): unknown {
  if (depth > deepest) return null;
  const schema = resolveSchema(setting.root, given);
  if ('const' in schema) return schema['const'];
  const [first, ...others] = listOf(schema['enum']);
  if (first !== undefined) return setting.random.pick([first, ...others]);
  const branches = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (branches.length > 0)
    return invent(setting, branchOf(setting, schema, { branches, depth }), depth + 1);
  return inventTyped(setting, schema, depth);
}

function branchOf(
  setting: Setting,
  schema: JsonRecord,
  choice: { branches: unknown[]; depth: number },
) {
  const simplest = choice.branches.find((branch) => isSimple(resolveSchema(setting.root, branch)));
  const [first, ...others] = choice.branches;
  const picked =
    choice.depth > fullDepth ? (simplest ?? first) : setting.random.pick([first, ...others]);
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
  return Object.keys(rest).length === 0 ? picked : { allOf: [rest, picked] };
}

function isSimple(schema: JsonRecord): boolean {
  return (
    'const' in schema ||
    'enum' in schema ||
    !['object', 'array', undefined].some((type) => type === schema['type'])
  );
}

function inventTyped(setting: Setting, schema: JsonRecord, depth: number): unknown {
  switch (typeOf(schema, depth)) {
    case 'object':
      return inventObject(setting, schema, depth);
    case 'array':
      return inventArray(setting, schema, depth);
    case 'number':
      return inventNumber(schema, setting.random, false);
    case 'integer':
      return inventNumber(schema, setting.random, true);
    case 'boolean':
      return setting.random.below(2) === 0;
    case 'null':
      return null;
    default:
      return inventString(schema, setting.random);
  }
}

function typeOf(schema: JsonRecord, depth: number): unknown {
  const types = [schema['type']].flat();
  if (depth > fullDepth && types.includes('null')) return 'null';
  if (types[0] !== undefined) return types[0];
  if ('properties' in schema || 'required' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return 'minimum' in schema || 'maximum' in schema ? 'number' : 'string';
}

function inventObject(setting: Setting, schema: JsonRecord, depth: number): JsonRecord {
  const properties = recordOf(schema['properties']);
  const required = listOf(schema['required']);
  const wanted = Object.keys(properties).filter(
    (key) => depth < fullDepth || required.includes(key),
  );
  const undeclared = required.filter((key) => typeof key === 'string' && !(key in properties));
  const keys = [...wanted, ...undeclared.map(String)];
  return Object.fromEntries(
    keys.map((key) => [key, invent(setting, properties[key] ?? {}, depth + 1)]),
  );
}

function inventArray(setting: Setting, schema: JsonRecord, depth: number): unknown[] {
  const fixed = listOf(schema['prefixItems']).map((item) => invent(setting, item, depth + 1));
  const least = Number(schema['minItems'] ?? 0);
  const most = Number(schema['maxItems'] ?? Math.max(least, 3));
  const usual = depth > fullDepth ? least : Math.max(least, 1 + setting.random.below(2));
  const length = Math.max(fixed.length, Math.min(usual, most));
  const item = schema['items'];
  if (item === false) return fixed;
  const others = { length: length - fixed.length };
  return [
    ...fixed,
    ...Array.from(others, () => invent(setting, isRecord(item) ? item : {}, depth + 1)),
  ];
}
