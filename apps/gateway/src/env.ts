import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** One wrong or unknown setting. */
export interface SettingFault {
  readonly name: string;
  readonly problem: string;
  readonly example: string;
}

/** Every fault of the settings at once, so that one start is enough to mend them all. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError' as const;
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    const lines = faults.map(
      ({ name, problem, example }) => `  ${name}: ${problem}\n      e.g. ${example}`,
    );
    super(
      `Hearth can't start: ${faults.length === 1 ? 'a setting is' : `${faults.length} settings are`} wrong.\n${lines.join('\n')}`,
    );
    this.faults = faults;
  }
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'expected a whole number')
    .transform(Number)
    .pipe(
      z.number().min(least, `expected at least ${least}`).max(most, `expected at most ${most}`),
    );

const names = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
);

/** `model=2,other:7b=1`: split at the last `=`, since a model's name may hold one. */
const counts = (least: number) =>
  names.transform((entries, context) => {
    const table = new Map<string, number>();
    for (const entry of entries) {
      const cut = entry.lastIndexOf('=');
      const value = Number(entry.slice(cut + 1));
      if (cut <= 0 || !Number.isInteger(value) || value < least) {
        context.addIssue({
          code: 'custom',
          message: `expected model=number pairs, got '${entry}'`,
        });
        return z.NEVER;
      }
      table.set(entry.slice(0, cut), value);
    }
    return table;
  });

const ollamaUrl = z.string().transform((text, context) => {
  const url = parseOllamaHost(text);
  if (url !== undefined) return url;
  context.addIssue({ code: 'custom', message: `expected host, host:port or a URL, got '${text}'` });
  return z.NEVER;
});

/** As Ollama reads it itself (envconfig `Host`): a bare host gets port 11434, a URL with a scheme its scheme's own port. */
export function parseOllamaHost(text: string): string | undefined {
  const trimmed = text.trim().replace(/^["']|["']$/g, '');
  if (trimmed === '') return 'http://127.0.0.1:11434';
  const hasScheme = /^https?:\/\//.test(trimmed);
  if (!URL.canParse(hasScheme ? trimmed : `http://${trimmed}`)) return undefined;
  const url = new URL(hasScheme ? trimmed : `http://${trimmed}`);
  const saysPort = /:\d+$/.test(trimmed.replace(/\/.*$/, '')) || url.port !== '';
  if (!hasScheme && !saysPort) url.port = '11434';
  // Ollama listens on 0.0.0.0 when told to; a client reaches that at loopback.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  return url.origin;
}

const setting = <Schema extends z.ZodType>(schema: Schema, example: string) => ({
  schema,
  example,
});

/** Every setting, with an example of a good value. Only the names in section 0 of the documentation's contract. */
const settings = {
  HEARTH_HOST: setting(z.string().min(1).default('127.0.0.1'), '127.0.0.1'),
  HEARTH_PORT: setting(wholeNumber(0, 65_535).default(7411), '7411 (0 = any free port)'),
  HEARTH_HOME: setting(z.string().min(1).optional(), '~/.hearth'),
  HEARTH_ADMIN_KEY: setting(z.string().min(1).optional(), 'the output of `hearth keys generate`'),
  HEARTH_DEFAULT_MODEL: setting(z.string().min(1).optional(), 'llama3.2:3b'),
  HEARTH_WARM: setting(names.default([]), 'llama3.2:3b,nomic-embed-text'),
  HEARTH_SLOTS: setting(counts(1).default(new Map()), 'llama3.2:3b=2,qwen3:8b=1'),
  HEARTH_CONTEXT: setting(counts(1).default(new Map()), 'llama3.2:3b=8192'),
  HEARTH_ACQUIRE_TIMEOUT_MS: setting(wholeNumber(0, 90_000).default(250), '250'),
  HEARTH_QUEUE_LIMIT: setting(wholeNumber(0, 100_000).default(64), '64'),
  HEARTH_DRAIN_MS: setting(wholeNumber(0, 600_000).default(30_000), '30000'),
  HEARTH_DEMO: setting(
    z.enum(['never', 'auto', 'always']).default('auto'),
    'never, auto or always',
  ),
  HEARTH_LOG: setting(z.enum(['auto', 'json', 'pretty', 'silent']).default('auto'), 'json'),
  HEARTH_LOG_LEVEL: setting(z.enum(['debug', 'info', 'warn', 'error']).default('info'), 'info'),
  HEARTH_METRICS_OPEN: setting(z.enum(['true', 'false']).default('false'), 'true'),
  HEARTH_BODY_LIMIT_BYTES: setting(
    wholeNumber(1_024, 1_000_000_000).default(20_971_520),
    '20971520',
  ),
  OLLAMA_HOST: setting(ollamaUrl.default('http://127.0.0.1:11434'), '127.0.0.1:11434'),
  OLLAMA_NUM_PARALLEL: setting(wholeNumber(1, 1_024).optional(), '2'),
  DATABASE_URL: setting(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected a postgres:// URL')
      .optional(),
    'postgres://hearth:secret@127.0.0.1:5432/hearth',
  ),
  NODE_ENV: setting(z.string().optional(), 'production'),
  NO_COLOR: setting(z.string().optional(), '1'),
} as const;

type SettingName = keyof typeof settings;
type Values = { [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

/** Edits needed to turn one word into another. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (current[column - 1] ?? 0) + 1,
          (previous[column] ?? 0) + 1,
          (previous[column - 1] ?? 0) + same,
        ),
      );
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

function unknownNames(environment: NodeJS.ProcessEnv): SettingFault[] {
  const known = Object.keys(settings);
  return Object.keys(environment)
    .filter((name) => name.startsWith('HEARTH_') && !known.includes(name))
    .map((name) => {
      const nearest = known
        .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
        .sort((a, b) => a.edits - b.edits)[0];
      const suggestion = nearest?.candidate ?? 'HEARTH_PORT';
      return {
        name,
        problem: 'is not a setting of Hearth',
        example: `did you mean ${suggestion}?`,
      };
    });
}

function readValues(environment: NodeJS.ProcessEnv): Values {
  const faults = unknownNames(environment);
  const values: Record<string, unknown> = {};
  for (const [name, { schema, example }] of Object.entries(settings)) {
    // An empty variable is an absent one: `HEARTH_PORT= npm start` unsets it.
    const result = schema.safeParse(environment[name] === '' ? undefined : environment[name]);
    if (result.success) values[name] = result.data;
    else faults.push({ name, problem: result.error.issues[0]?.message ?? 'is wrong', example });
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return values as Values;
}

function expandHome(folder: string): string {
  return folder === '~' || folder.startsWith('~/')
    ? join(homedir(), folder.slice(1))
    : resolve(folder);
}

/** Reads the settings. Throws `SettingsError` with every fault at once. The only reader of the environment in Hearth. */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env) {
  const values = readValues(environment);
  return Object.freeze({
    host: values.HEARTH_HOST,
    port: values.HEARTH_PORT,
    home: expandHome(values.HEARTH_HOME ?? '~/.hearth'),
    adminKey: values.HEARTH_ADMIN_KEY,
    defaultModel: values.HEARTH_DEFAULT_MODEL,
    warm: values.HEARTH_WARM,
    slots: values.HEARTH_SLOTS,
    context: values.HEARTH_CONTEXT,
    acquireTimeoutMs: values.HEARTH_ACQUIRE_TIMEOUT_MS,
    queueLimit: values.HEARTH_QUEUE_LIMIT,
    drainMs: values.HEARTH_DRAIN_MS,
    demo: values.HEARTH_DEMO,
    log: values.HEARTH_LOG,
    logLevel: values.HEARTH_LOG_LEVEL,
    metricsOpen: values.HEARTH_METRICS_OPEN === 'true',
    bodyLimitBytes: values.HEARTH_BODY_LIMIT_BYTES,
    ollamaUrl: values.OLLAMA_HOST,
    ollamaNumParallel: values.OLLAMA_NUM_PARALLEL,
    databaseUrl: values.DATABASE_URL,
    production: values.NODE_ENV === 'production',
    color: values.NO_COLOR === undefined,
  });
}

export type Environment = ReturnType<typeof readEnvironment>;
