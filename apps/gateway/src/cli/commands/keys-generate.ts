import type { Command } from 'commander';
import { generateApiKey } from '../../access/api-key.ts';
import type { Invocation } from '../invocation.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

export function addGenerateKey(keys: Command, { output }: Invocation): void {
  const command = describe(keys.command('generate'), {
    summary: 'print a well-formed key and store nothing',
    more: 'For HEARTH_ADMIN_KEY: a gateway that starts with it takes it as its first admin key.',
    examples: ['hearth keys generate', 'hearth keys generate --json'],
  });
  withJson(command).action(({ json }: JsonOption) => {
    const key = generateApiKey();
    if (json) output.json({ key });
    else output.text(key);
  });
}
