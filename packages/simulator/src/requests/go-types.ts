import { isRecord, type JsonRecord } from '../values.ts';

/** Go field types of Ollama's request structs (api/types.go), as encoding/json names them in errors. */
export type GoType =
  | 'string'
  | 'bool'
  | 'int'
  | 'json.RawMessage'
  | 'map[string]interface {}'
  | `[]${string}`;

export type GoFields = Readonly<Record<string, GoType>>;

/** The error that encoding/json gives for the first field of a wrong kind, or undefined. `where` names struct and path. */
export function findTypeMismatch(where: string, fields: GoFields, body: JsonRecord) {
  for (const [name, value] of Object.entries(body)) {
    const type = fields[name];
    if (type === undefined || value === null || fits(type, value)) continue;
    return `json: cannot unmarshal ${kindOf(value, type)} into Go struct field ${where}.${name} of type ${type}`;
  }
  return undefined;
}

export function describeNonObject(where: string, value: unknown): string {
  return `json: cannot unmarshal ${kindOf(value)} into Go value of type api.${where}`;
}

function fits(type: GoType, value: unknown): boolean {
  if (type === 'json.RawMessage') return true;
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'int') return Number.isInteger(value);
  if (type === 'map[string]interface {}') return isRecord(value);
  return Array.isArray(value);
}

/** A fraction in the place of an integer is quoted; other numbers are not. */
function kindOf(value: unknown, type?: GoType): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' && type === 'int') return `number ${value}`;
  return typeof value;
}
