import type { InstalledModel } from '@hearth/wire';
import type { Command } from 'commander';
import { withConnection } from '../connection/with-connection.ts';
import type { Invocation } from '../invocation.ts';
import { bytes, countOr, none, relativeTime } from '../output/format.ts';
import type { Paint } from '../output/paint.ts';
import { type Cell, table } from '../output/table.ts';
import { describe, type JsonOption, withJson } from './describe.ts';
import { addMoveCommands } from './models-move.ts';

const columns = [
  { title: 'MODEL' },
  { title: 'SIZE', align: 'right' },
  { title: 'CONTEXT', align: 'right' },
  { title: 'CAN' },
  { title: 'SLOTS' },
  { title: 'IN MEMORY' },
] as const;

/** Ollama writes "never" as a time some centuries away. */
const forGoodMs = 10 * 365 * 86_400_000;

function residence({ resident, warm }: InstalledModel): Cell {
  if (resident === null) return { text: warm ? 'no, but kept warm' : 'no', style: 'dim' };
  const { vramBytes, sizeBytes, expiresAt } = resident;
  const onGpu = sizeBytes > 0 ? Math.round((vramBytes / sizeBytes) * 100) : 0;
  const isForGood = expiresAt === null || Date.parse(expiresAt) - Date.now() > forGoodMs;
  const until = isForGood ? 'for good' : `leaves ${relativeTime(expiresAt)}`;
  return { text: `${bytes(sizeBytes)}, ${onGpu}% on GPU, ${until}`, style: 'green' };
}

function toRow(model: InstalledModel): Cell[] {
  const { id, sizeBytes, contextLength, capabilities, slots, slotsSource } = model;
  return [
    id,
    bytes(sizeBytes),
    countOr(contextLength),
    capabilities.join(',') || none,
    `${slots} (${slotsSource})`,
    residence(model),
  ];
}

function toText(models: readonly InstalledModel[], paint: Paint): string {
  if (models.length === 0)
    return 'Ollama has no models yet: get one with `ollama pull llama3.2:3b`.';
  return table(columns, models.map(toRow), paint);
}

async function list(invocation: Invocation, json: boolean | undefined): Promise<void> {
  const { output, environment, paint } = invocation;
  const settings = environment();
  const { models, via } = await withConnection(settings, async (connection) => ({
    models: await connection.models.installed(),
    via: connection.via,
  }));
  if (json) return output.json(models);
  if (via === 'store')
    output.note(`No gateway runs on ${settings.home}: this is what Ollama itself says.`);
  output.text(toText(models, paint));
}

export function addModelsCommand(program: Command, invocation: Invocation): void {
  const command = describe(program.command('models'), {
    summary: 'list the installed models, or move one in or out of memory',
    more: 'SLOTS is how many calls a model may have running, and what says so.',
    examples: [
      'hearth models',
      'hearth models --json',
      'hearth models warm llama3.2:3b',
      'hearth models unload llama3.2:3b',
    ],
  });
  withJson(command).action(({ json }: JsonOption) => list(invocation, json));
  addMoveCommands(command, invocation);
}
