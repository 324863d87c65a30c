import * as z from 'zod';
import { apiKey, counts, names, ollamaHost, text, urlOf, wholeNumber } from './schemas.ts';

/** One setting: what it may be, a good value, and what it does. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly example: string;
  readonly meaning: string;
}

function setting<Schema extends z.ZodType>(
  schema: Schema,
  example: string,
  meaning: string,
): Setting<Schema> {
  return { schema, example, meaning };
}

/** Every setting. An empty variable is an absent one. */
export const settings = {
  HEARTH_HOST: setting(text.default('127.0.0.1'), '127.0.0.1', 'the address to listen on'),
  HEARTH_PORT: setting(wholeNumber(0, 65_535).default(7411), '7411', 'the port; 0 = any free one'),
  HEARTH_HOME: setting(text.optional(), '~/.hearth', 'the folder with everything Hearth keeps'),
  HEARTH_ADMIN_KEY: setting(
    apiKey.optional(),
    'the output of `npm run hearth -- keys generate`',
    'names the first admin key; the command line then speaks to the gateway over HTTP with it',
  ),
  HEARTH_DEFAULT_MODEL: setting(text.optional(), 'llama3.2:3b', 'for calls that name no model'),
  HEARTH_WARM: setting(
    names.default([]),
    'llama3.2:3b,nomic-embed-text',
    'models to load at the start and keep in memory',
  ),
  HEARTH_SLOTS: setting(
    counts.default(new Map()),
    'llama3.2:3b=2,qwen3:8b=1',
    'how many calls of a model may run at once',
  ),
  HEARTH_CONTEXT: setting(
    counts.default(new Map()),
    'llama3.2:3b=8192',
    'the context length to run a model with',
  ),
  HEARTH_ACQUIRE_TIMEOUT_MS: setting(
    wholeNumber(0, 90_000).default(250),
    '250',
    'how long a call waits for a slot before it gets 429',
  ),
  HEARTH_QUEUE_LIMIT: setting(
    wholeNumber(0, 100_000).default(64),
    '64',
    'how many calls may wait for a model',
  ),
  HEARTH_DRAIN_MS: setting(
    wholeNumber(0, 600_000).default(30_000),
    '30000',
    'how long running calls may finish at a stop',
  ),
  HEARTH_DEMO: setting(
    z.enum(['never', 'auto', 'always']).default('auto'),
    'never, auto or always',
    'whether the built-in demo answers: when no Ollama does (auto), always or never',
  ),
  HEARTH_LOG: setting(
    z.enum(['auto', 'json', 'pretty', 'silent']).default('auto'),
    'json',
    'auto, json, pretty or silent',
  ),
  HEARTH_LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    'info',
    'debug, info, warn or error',
  ),
  HEARTH_METRICS_OPEN: setting(
    z.enum(['true', 'false']).default('false'),
    'true',
    'serves /metrics without a key',
  ),
  HEARTH_BODY_LIMIT_BYTES: setting(
    wholeNumber(1_024, 1_000_000_000).default(20_971_520),
    '20971520',
    'the largest request body',
  ),
  OLLAMA_HOST: setting(
    ollamaHost.default('http://127.0.0.1:11434'),
    '127.0.0.1:11434',
    'where Ollama listens, as Ollama itself reads it',
  ),
  OLLAMA_NUM_PARALLEL: setting(
    wholeNumber(1, 1_024).optional(),
    '2',
    'slots of a model without a number of its own: the value Ollama runs with',
  ),
  DATABASE_URL: setting(
    urlOf('postgres:', 'postgresql:').optional(),
    'postgres://hearth:secret@127.0.0.1:5432/hearth',
    'a PostgreSQL server instead of the embedded database',
  ),
  NODE_ENV: setting(z.string().optional(), 'production', 'production switches the demo off'),
  NO_COLOR: setting(z.string().optional(), '1', 'switches colours off'),
} as const;

export type SettingName = keyof typeof settings;
export type SettingValues = {
  [Name in SettingName]: z.output<(typeof settings)[Name]['schema']>;
};
