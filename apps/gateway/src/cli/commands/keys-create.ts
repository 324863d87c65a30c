import { type CreatedKey, callerScopes, KeyCreateRequest, parseWire } from '@hearth/wire';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  parseExpiry,
  parseKeyName,
  parseLimit,
  parseNames,
  parseScopes,
} from '../arguments/parsers.ts';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { count, relativeOr } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

function limitsOf({ rpm, tpm, concurrency }: CreatedKey): string {
  const limits = [
    rpm === null ? undefined : `${count(rpm)} requests a minute`,
    tpm === null ? undefined : `${count(tpm)} tokens a minute`,
    concurrency === null ? undefined : `${count(concurrency)} calls at once`,
  ];
  return limits.filter((limit) => limit !== undefined).join(', ') || 'none of its own';
}

function receipt(created: CreatedKey): string {
  const { id, name, key, scopes, models, expiresAt } = created;
  return [
    `Made the key '${printable(name)}' (${id}). It is shown this once:`,
    '',
    `  ${key}`,
    '',
    `  scopes   ${scopes.join(', ')}`,
    `  models   ${models?.join(', ') ?? 'all'}`,
    `  limits   ${limitsOf(created)}`,
    `  expires  ${relativeOr(expiresAt, 'never')}`,
  ].join('\n');
}

interface CreateOptions extends JsonOption {
  readonly name?: string;
}

/** Not left to the parser, which would miss the name before it sees that `--nam` is a misspelt option. */
function assertName({ name }: CreateOptions): void {
  if (name !== undefined) return;
  throw new InvalidArgumentError("Required option '--name <name>' not specified.");
}

function addOptions(command: Command): Command {
  return command
    .option('--name <name>', 'what people call it (required)', parseKeyName)
    .addOption(
      new Option('--scopes <list>', 'what it may do: chat, embed, models, admin:read, admin:*')
        .argParser(parseScopes)
        .default(callerScopes, callerScopes.join(',')),
    )
    .option('--rpm <number>', 'requests a minute (default: no limit)', parseLimit)
    .option('--tpm <number>', 'tokens a minute (default: no limit)', parseLimit)
    .option('--concurrency <number>', 'calls at once (default: no limit)', parseLimit)
    .option('--models <list>', 'the only models it may use (default: all)', parseNames)
    .addOption(
      new Option('--expires <duration>', 'such as 90d or 12h, or never')
        .argParser(parseExpiry)
        .default('90d', '90d'),
    );
}

export function addCreateKey(keys: Command, { output, environment }: Invocation): void {
  const command = describe(keys.command('create'), {
    summary: 'make a key and show it once',
    more: 'Only a digest of it is stored.',
    examples: [
      'hearth keys create --name laptop',
      'hearth keys create --name ci --scopes chat --models llama3.2:3b --rpm 60 --expires 30d',
      'hearth keys create --name agent --json',
    ],
  });
  withJson(addOptions(command)).action(async ({ json, ...options }: CreateOptions) => {
    assertName(options);
    const request = parseWire(KeyCreateRequest, options);
    const created = await withConnection(environment(), ({ keys }) => keys.create(request));
    if (json) output.json(created);
    else output.text(receipt(created));
  });
}
