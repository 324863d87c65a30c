import type * as z from 'zod';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { HearthError } from './hearth-error.ts';

/** `['messages', 0, 'content']` as OpenAI writes a parameter: `messages[0].content`. */
export function parameterName(path: readonly PropertyKey[]): string | undefined {
  if (path.length === 0) return undefined;
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    return name === '' ? String(step) : `${name}.${String(step)}`;
  }, '');
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

type Issue = z.core.$ZodIssue;

/** How far a branch of a union got: into the value, and there past its type. */
function reach({ path, code }: Issue): number {
  return path.length * 2 + (code === 'too_small' || code === 'too_big' ? 1 : 0);
}

/** The branch of a union that got furthest says most about what the caller meant. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.flat().map(deepest);
  const furthest = branches.reduce<Issue | undefined>(
    (best, branch) => (best === undefined || reach(branch) > reach(best) ? branch : best),
    undefined,
  );
  if (furthest === undefined || reach(furthest) === 0) return issue;
  return { ...furthest, path: [...issue.path, ...furthest.path] };
}

/** A discriminated union reports the whole object, at the path of the field that it looks at. */
function lacksDiscriminator({ input, path }: Issue): boolean {
  const field = path.at(-1);
  return typeof input === 'object' && input !== null && field !== undefined && !(field in input);
}

function codeOf(issue: Issue): ErrorCode {
  if (issue.code === 'custom' && isErrorCode(issue.params?.['code'])) return issue.params['code'];
  const isOfType = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  if (isOfType && issue.input === undefined) return 'missing_required_parameter';
  const isDiscriminated = issue.code === 'invalid_union' && issue.discriminator !== undefined;
  if (isDiscriminated && lacksDiscriminator(issue)) return 'missing_required_parameter';
  return 'invalid_value';
}

/** The first fault that zod found, as an error of the closed table that names the parameter. */
export function toParseError(error: z.ZodError): HearthError {
  const first = error.issues[0];
  if (first === undefined) return new HearthError('invalid_value', 'The request is invalid.');
  const issue = deepest(first);
  const param = parameterName(issue.path);
  const code = codeOf(issue);
  const where = param === undefined ? 'the request body' : `'${param}'`;
  const said = issue.message.replace(/^Invalid input: /, '');
  const message =
    code === 'missing_required_parameter'
      ? `Missing required parameter: ${where}.`
      : code === 'invalid_value'
        ? `Invalid value for ${where}: ${said}.`
        : said;
  return new HearthError(code, message, { param });
}

/** Parses with a schema of this package. Throws `HearthError` (400) that names the parameter. */
export function parseWire<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw toParseError(result.error);
}
