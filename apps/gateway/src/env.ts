import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSettings } from './settings/read-settings.ts';
import { unusedWarnings } from './settings/unused-settings.ts';

export { type SettingFault, SettingsError } from './settings/settings-error.ts';

function expandHome(folder: string): string {
  return folder === '~' || folder.startsWith('~/')
    ? join(homedir(), folder.slice(1))
    : resolve(folder);
}

/** Whether colours are wanted; readable also where the settings are wrong. https://no-color.org */
export function wantsColor(environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment['NO_COLOR'] ?? '') === '';
}

/** Reads the settings. Throws `SettingsError` with every fault at once. The only reader of the environment in Hearth. */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env) {
  const values = readSettings(environment);
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
    color: wantsColor(environment),
    /** What the operator should know although nothing is wrong. */
    warnings: unusedWarnings(environment),
  });
}

export type Environment = ReturnType<typeof readEnvironment>;
