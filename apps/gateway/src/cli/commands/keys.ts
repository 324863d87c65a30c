import type { Command } from 'commander';
import type { Invocation } from '../invocation.ts';
import { describe } from './describe.ts';
import { addCreateKey } from './keys-create.ts';
import { addGenerateKey } from './keys-generate.ts';
import { addListKeys } from './keys-list.ts';
import { addRevokeKey } from './keys-revoke.ts';

export function addKeysCommand(program: Command, invocation: Invocation): void {
  const keys = describe(program.command('keys'), {
    summary: 'make, list and revoke API keys',
    examples: [
      'hearth keys create --name laptop',
      'hearth keys list',
      'hearth keys revoke key_1234567890abcdef1234',
    ],
  });
  addCreateKey(keys, invocation);
  addListKeys(keys, invocation);
  addRevokeKey(keys, invocation);
  addGenerateKey(keys, invocation);
}
