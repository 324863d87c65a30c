import type { Command } from 'commander';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { readiness } from '../status/readiness.ts';
import { statusText } from '../status/status-text.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

export function addStatusCommand(
  program: Command,
  { output, environment, paint }: Invocation,
): void {
  const command = describe(program.command('status'), {
    summary: 'show whether the gateway is ready, and what it is doing',
    more: 'Fails when no gateway runs.',
    examples: ['hearth status', 'hearth status --json'],
  });
  withJson(command).action(async ({ json }: JsonOption) => {
    const { snapshot, target } = await withConnection(environment(), async (connection) => ({
      snapshot: await connection.system.snapshot(),
      target: connection.target,
    }));
    if (json) output.json({ ...readiness(snapshot), ...snapshot });
    else output.text(statusText(snapshot, target, paint));
  });
}
