import type { Command } from 'commander';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { duration } from '../output/format.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

/** `--json` may stand before `warm` too, where the parser gives it to `models`. */
function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<JsonOption>().json === true;
}

function addWarm(models: Command, { output, environment }: Invocation): void {
  const command = describe(models.command('warm'), {
    summary: 'load a model into memory',
    more: 'With the options that callers use, so that none of them waits for a load. Needs a running gateway.',
    examples: ['hearth models warm llama3.2:3b'],
  });
  command.argument('<model>', 'as `hearth models` shows it');
  withJson(command).action(async (model: string, _options: JsonOption, self: Command) => {
    const moved = await withConnection(environment(), ({ models }) => models.warm(model));
    if (wantsJson(self)) return output.json(moved);
    const took = moved.loadMs === null ? '' : ` (${duration(moved.loadMs)})`;
    output.text(`${moved.model} is in memory${took}.`);
  });
}

function addUnload(models: Command, { output, environment }: Invocation): void {
  const command = describe(models.command('unload'), {
    summary: 'take a model out of memory',
    more: 'The next call loads it again. Needs a running gateway.',
    examples: ['hearth models unload llama3.2:3b'],
  });
  command.argument('<model>', 'as `hearth models` shows it');
  withJson(command).action(async (model: string, _options: JsonOption, self: Command) => {
    const moved = await withConnection(environment(), ({ models }) => models.unload(model));
    if (wantsJson(self)) output.json(moved);
    else output.text(`${moved.model} is out of memory.`);
  });
}

export function addMoveCommands(models: Command, invocation: Invocation): void {
  addWarm(models, invocation);
  addUnload(models, invocation);
}
