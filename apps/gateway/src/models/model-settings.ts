import type { ModelSettings as ProfileSettings } from '@hearth/ollama';
import { canonicalModelName } from '@hearth/wire';
import type { Environment } from '../env.ts';

/** What the operator has set for each model, asked by canonical name. */
export interface ModelSettings {
  isWarm(model: string): boolean;
  contextOf(model: string): number | undefined;
  profileSettings(model: string): ProfileSettings;
}

/** Ollama's word for "until I say otherwise". */
const forEver = -1;

export function createModelSettings({
  context,
  warm,
}: Pick<Environment, 'context' | 'warm'>): ModelSettings {
  const contexts = new Map(
    [...context].map(([name, length]) => [canonicalModelName(name), length]),
  );
  const warmModels = new Set(warm.map(canonicalModelName));
  return {
    isWarm: (model) => warmModels.has(model),
    contextOf: (model) => contexts.get(model),
    profileSettings: (model) => ({
      contextLength: contexts.get(model),
      keepAlive: warmModels.has(model) ? forEver : undefined,
    }),
  };
}
