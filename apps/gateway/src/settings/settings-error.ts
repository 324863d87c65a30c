/** One wrong or unknown setting. */
export interface SettingFault {
  readonly name: string;
  readonly problem: string;
  readonly example: string;
}

function describe({ name, problem, example }: SettingFault): string {
  return `  ${name}: ${problem}\n      e.g. ${example}`;
}

/** Every fault of the settings at once, so that one start is enough to mend them all. Never quotes a value: it may be a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError' as const;
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    const count = faults.length === 1 ? 'A setting is' : `${faults.length} settings are`;
    super(`${count} wrong:\n${faults.map(describe).join('\n')}`);
    this.faults = faults;
  }
}
