import { defineModel, type ModelInput, parseModelInput } from './define-model.ts';
import type { Model } from './model.ts';
import { parseModelName } from './model-name.ts';

/** The installed models. */
export interface ModelStore {
  find(name: string): Model | undefined;
  /** Last modified first, as /api/tags lists them. */
  list(): readonly Model[];
  install(input: ModelInput | string): Model;
}

export function createModelStore(inputs: readonly (ModelInput | string)[]): ModelStore {
  const models = new Map<string, Model>();
  const install = (input: ModelInput | string) => {
    const model = defineModel(typeof input === 'string' ? parseModelInput(input) : input);
    models.set(model.name, model);
    return model;
  };
  for (const input of inputs) install(input);
  return {
    install,
    find: (name) => models.get(parseModelName(name)?.short ?? ''),
    list: () => [...models.values()].sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt)),
  };
}
