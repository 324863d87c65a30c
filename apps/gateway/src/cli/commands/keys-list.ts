import type { ApiKey } from '@hearth/wire';
import type { Command } from 'commander';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { countOr, relativeOr } from '../output/format.ts';
import type { Paint } from '../output/paint.ts';
import { type Cell, table } from '../output/table.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

const columns = [
  { title: 'ID' },
  { title: 'NAME' },
  { title: 'KEY' },
  { title: 'STATUS' },
  { title: 'SCOPES' },
  { title: 'MODELS' },
  { title: 'RPM', align: 'right' },
  { title: 'TPM', align: 'right' },
  { title: 'AT ONCE', align: 'right' },
  { title: 'EXPIRES' },
  { title: 'LAST USED' },
] as const;

function toRow(key: ApiKey): Cell[] {
  const { id, name, hint, status, scopes, models, rpm, tpm, concurrency } = key;
  return [
    id,
    name,
    hint,
    { text: status, style: status === 'active' ? 'green' : 'dim' },
    scopes.join(','),
    models?.join(',') ?? 'all',
    countOr(rpm),
    countOr(tpm),
    countOr(concurrency),
    relativeOr(key.expiresAt, 'never'),
    relativeOr(key.lastUsedAt, 'never'),
  ];
}

function toText(keys: readonly ApiKey[], paint: Paint): string {
  if (keys.length === 0)
    return 'There are no keys yet: make one with `hearth keys create --name <name>`.';
  return table(columns, keys.map(toRow), paint);
}

export function addListKeys(parent: Command, { output, environment, paint }: Invocation): void {
  const command = describe(parent.command('list'), {
    summary: 'list every key, newest first',
    more: 'Of the keys themselves only the first 8 and the last 4 characters are known.',
    examples: ['hearth keys list', 'hearth keys list --json'],
  });
  withJson(command).action(async ({ json }: JsonOption) => {
    const keys = await withConnection(environment(), (connection) => connection.keys.list());
    if (json) output.json(keys);
    else output.text(toText(keys, paint));
  });
}
