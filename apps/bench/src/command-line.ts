import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type Campaign, type Flags, UsageError, type Values } from './campaigns/campaign.ts';

export type Command =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly campaign: Campaign; readonly values: Values };

function helpOf(campaigns: readonly Campaign[]): string {
  const lines = campaigns.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`);
  return `Usage: npm run campaign -- <name> [options]\n\nCampaigns:\n${lines.join('\n')}\n\n<name> --help lists the options of one.\n`;
}

function flagsOf({ name, summary, flags }: Campaign): string {
  const lines = Object.entries(flags).map(([flag, { type, default: usual, help }]) => {
    const shown = type === 'boolean' ? `--${flag}` : `--${flag} VALUE`;
    const tail = usual === undefined || usual === false ? '' : ` (default ${usual})`;
    return `  ${shown.padEnd(24)}${help}${tail}`;
  });
  return `Usage: npm run campaign -- ${name} [options]\n\n${summary}\n\n${lines.join('\n')}\n`;
}

function toParseOptions(flags: Flags): ParseArgsOptionsConfig {
  const entries = Object.entries(flags).map(([name, { type, default: usual }]) => [
    name,
    usual === undefined ? { type } : { type, default: usual },
  ]);
  return { ...Object.fromEntries(entries), help: { type: 'boolean' } };
}

function readValues(args: readonly string[], flags: Flags): Values {
  try {
    const { values } = parseArgs({ args: [...args], options: toParseOptions(flags) });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        Array.isArray(value) ? undefined : value,
      ]),
    );
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Throws `UsageError` for an unknown campaign or option. */
export function readCommand(args: readonly string[], campaigns: readonly Campaign[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help') return { kind: 'help', text: helpOf(campaigns) };
  const campaign = campaigns.find((one) => one.name === name);
  if (campaign === undefined) {
    throw new UsageError(`There is no campaign '${name}'.\n\n${helpOf(campaigns)}`);
  }
  const values = readValues(rest, campaign.flags);
  if (values['help'] === true) return { kind: 'help', text: flagsOf(campaign) };
  return { kind: 'run', campaign, values };
}
