import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateApiKey } from './access/api-key.ts';
import { readEnvironment, SettingsError } from './env.ts';
import { settings } from './settings/settings.ts';

function faultsOf(environment: NodeJS.ProcessEnv): SettingsError {
  try {
    readEnvironment(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('Expected a SettingsError');
}

test('with nothing set everything has its documented default', () => {
  const environment = readEnvironment({});
  expect(environment).toMatchObject({
    host: '127.0.0.1',
    port: 7411,
    home: join(homedir(), '.hearth'),
    adminKey: undefined,
    warm: [],
    acquireTimeoutMs: 250,
    drainMs: 30_000,
    demo: 'auto',
    ollamaUrl: 'http://127.0.0.1:11434',
    databaseUrl: undefined,
    color: true,
    warnings: [],
  });
});

test('an empty variable is an absent one', () => {
  expect(readEnvironment({ HEARTH_PORT: '', NO_COLOR: '' })).toMatchObject({
    port: 7411,
    color: true,
  });
});

test('lists and tables are read, split at the last =', () => {
  const environment = readEnvironment({
    HEARTH_WARM: ' llama3.2:3b , nomic-embed-text,',
    HEARTH_SLOTS: 'a=b:7b=2, qwen3:8b=1',
    HEARTH_CONTEXT: 'llama3.2:3b=8192',
  });
  expect(environment.warm).toEqual(['llama3.2:3b', 'nomic-embed-text']);
  expect([...environment.slots]).toEqual([
    ['a=b:7b', 2],
    ['qwen3:8b', 1],
  ]);
  expect([...environment.context]).toEqual([['llama3.2:3b', 8192]]);
});

const wrongValues: Record<string, string> = {
  HEARTH_PORT: '99999',
  HEARTH_ADMIN_KEY: 'hk_typo',
  HEARTH_SLOTS: 'llama3.2:3b=none',
  HEARTH_CONTEXT: 'llama3.2:3b',
  HEARTH_ACQUIRE_TIMEOUT_MS: '0.5',
  HEARTH_QUEUE_LIMIT: '-1',
  HEARTH_DRAIN_MS: '1e3',
  HEARTH_DEMO: 'yes',
  HEARTH_LOG: 'xml',
  HEARTH_LOG_LEVEL: 'loud',
  HEARTH_METRICS_OPEN: '1',
  HEARTH_BODY_LIMIT_BYTES: '20MB',
  OLLAMA_HOST: ':66000',
  OLLAMA_NUM_PARALLEL: '0',
  DATABASE_URL: 'mysql://127.0.0.1/hearth',
};

test('every fault is named at once, each with an example of a good value', () => {
  const error = faultsOf(wrongValues);
  expect(error.faults.map(({ name }) => name).sort()).toEqual(Object.keys(wrongValues).sort());
  for (const { name, example } of error.faults) {
    expect(error.message).toContain(`  ${name}: `);
    expect(error.message).toContain(`e.g. ${example}`);
  }
});

test('no fault shows a value that may be a secret', () => {
  const secret = 'do-not-show-me';
  const error = faultsOf({
    HEARTH_ADMIN_KEY: `hk_${secret}`,
    DATABASE_URL: `mysql://hearth:${secret}@127.0.0.1/hearth`,
    OLLAMA_HOST: `http://user:${secret}@127.0.0.1`,
  });
  expect(error.faults).toHaveLength(3);
  expect(error.message).not.toContain(secret);
});

test('a misspelt setting is an error that suggests the right one', () => {
  const [fault] = faultsOf({ HEARTH_PROT: '7411' }).faults;
  expect(fault).toEqual({
    name: 'HEARTH_PROT',
    problem: 'is not a setting of Hearth; did you mean HEARTH_PORT?',
    example: 'HEARTH_PORT=7411',
  });
});

test('what callers keep in the same shell is no mistake', () => {
  expect(readEnvironment({ HEARTH_API_KEY: generateApiKey() }).warnings).toEqual([]);
});

test('a setting that this version does not use yet is a warning, without its value', () => {
  const { warnings } = readEnvironment({
    REDIS_URL: 'redis://:secret@127.0.0.1:6379',
    QDRANT_URL: 'http://127.0.0.1:6333',
    QDRANT_API_KEY: 'secret',
    HEARTH_UPSTREAMS: 'http://one:11434,http://two:11434',
  });
  expect(warnings.map((warning) => warning.split(' ')[0]).sort()).toEqual([
    'HEARTH_UPSTREAMS',
    'QDRANT_API_KEY',
    'QDRANT_URL',
    'REDIS_URL',
  ]);
  expect(warnings.join()).not.toContain('secret');
});

test('every example is a value that its setting takes', () => {
  const spoken = new Set(['HEARTH_ADMIN_KEY', 'HEARTH_DEMO']);
  for (const [name, { schema, example }] of Object.entries(settings)) {
    if (!spoken.has(name)) expect(schema.safeParse(example).success, name).toBe(true);
  }
});
