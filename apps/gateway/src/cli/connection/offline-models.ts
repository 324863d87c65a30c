import { createOllama, createProfiles } from '@hearth/ollama';
import { type InstalledModel, isHearthError } from '@hearth/wire';
import type { Environment } from '../../env.ts';
import { createModelSettings } from '../../models/model-settings.ts';
import { createModels } from '../../models/models.ts';
import { createSlotTable } from '../../models/slot-table.ts';
import { CommandError } from '../output/command-error.ts';
import { noGateway } from './no-gateway.ts';

function noOllama({ home, ollamaUrl }: Environment, cause: unknown): CommandError {
  const message = `No gateway runs on ${home}, and no Ollama answers at ${ollamaUrl}. Start the gateway with \`npm start\`, or Ollama with \`ollama serve\` (OLLAMA_HOST says where it is).`;
  return new CommandError('no_gateway', message, { cause });
}

/** The models as a gateway with these settings would list them, asked of Ollama directly. Throws `CommandError`, `HearthError`. */
export async function installedOffline(
  environment: Environment,
): Promise<readonly InstalledModel[]> {
  await using ollama = createOllama({ url: environment.ollamaUrl });
  const profiles = createProfiles({ ollama });
  const { isWarm, contextOf } = createModelSettings(environment);
  const refuse = async () => {
    throw noGateway(environment.home);
  };
  const models = createModels({
    ollama,
    profiles,
    slots: createSlotTable({
      configured: environment.slots,
      numParallel: environment.ollamaNumParallel,
    }),
    residency: { warm: refuse, unload: refuse },
    isWarm,
    contextOf,
  });
  try {
    return await models.installed();
  } catch (error) {
    if (!isHearthError(error) || error.code !== 'upstream_unavailable') throw error;
    throw noOllama(environment, error);
  }
}
