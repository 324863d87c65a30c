import { type Command, InvalidArgumentError } from 'commander';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { printable } from '../output/printable.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

/** Not left to the parser, which would repeat the word: a key in the place of its id is a likely slip. */
function assertId(id: string): void {
  if (!id.startsWith('hk_')) return;
  throw new InvalidArgumentError(
    'Expected the id of a key and not the key itself; `hearth keys list` shows the ids.',
  );
}

export function addRevokeKey(parent: Command, { output, environment }: Invocation): void {
  const command = describe(parent.command('revoke'), {
    summary: 'end a key at once',
    more: 'Revoking a revoked key changes nothing. There is no way back: make a new key instead.',
    examples: ['hearth keys revoke key_1234567890abcdef1234'],
  });
  command.argument('<id>', 'as `hearth keys list` shows it');
  withJson(command).action(async (id: string, { json }: JsonOption) => {
    assertId(id);
    const revoked = await withConnection(environment(), ({ keys }) => keys.revoke(id));
    if (json) output.json(revoked);
    else output.text(`The key '${printable(revoked.name)}' (${revoked.id}) is revoked.`);
  });
}
