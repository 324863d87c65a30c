import { nearestName } from './nearest-name.ts';
import { type SettingValues, settings } from './settings.ts';
import { type SettingFault, SettingsError } from './settings-error.ts';
import { unusedSettings } from './unused-settings.ts';

/** What callers of a gateway keep in the same shell; the gateway's own first snippet names the first. */
const callersNames = ['HEARTH_API_KEY', 'HEARTH_BASE_URL'];

function exampleOf(name: string): string {
  const setting = Object.entries(settings).find(([known]) => known === name)?.[1];
  return setting === undefined
    ? '`hearth start --help` lists the settings'
    : `${name}=${setting.example}`;
}

function toUnknownFault(name: string): SettingFault {
  const near = nearestName(name, Object.keys(settings));
  const question = near === undefined ? '' : `; did you mean ${near}?`;
  return { name, problem: `is not a setting of Hearth${question}`, example: exampleOf(near ?? '') };
}

function unknownNames(environment: NodeJS.ProcessEnv): SettingFault[] {
  const known = new Set([
    ...Object.keys(settings),
    ...Object.keys(unusedSettings),
    ...callersNames,
  ]);
  return Object.keys(environment)
    .filter((name) => name.startsWith('HEARTH_') && !known.has(name))
    .map(toUnknownFault);
}

/** Throws `SettingsError` with every fault at once. */
export function readSettings(environment: NodeJS.ProcessEnv): SettingValues {
  const faults = unknownNames(environment);
  const values: Record<string, unknown> = {};
  for (const [name, { schema, example }] of Object.entries(settings)) {
    // An empty variable is an absent one: `HEARTH_PORT= npm start` unsets it.
    const result = schema.safeParse(environment[name] === '' ? undefined : environment[name]);
    if (result.success) values[name] = result.data;
    else faults.push({ name, problem: result.error.issues[0]?.message ?? 'is wrong', example });
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return values as SettingValues;
}
