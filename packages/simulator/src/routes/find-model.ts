import type { Capability, Model } from '../models/model.ts';
import { parseModelName } from '../models/model-name.ts';
import type { ModelStore } from '../models/model-store.ts';
import { RequestError } from '../requests/request-error.ts';

/** The model of a chat (server/routes.go ChatHandler). */
export function findChatModel(models: ModelStore, name: string): Model {
  if (name === '') throw new RequestError(400, 'model is required');
  if (!parseModelName(name)) throw new RequestError(400, 'invalid model name');
  return models.find(name) ?? missing(name);
}

/** The model of /api/generate: a bad name is a missing one there. */
export function findGenerateModel(models: ModelStore, name: string): Model {
  return models.find(name) ?? missing(name);
}

/** The model of an embedding, with the scheduler's own words. */
export function findEmbedModel(models: ModelStore, name: string): Model {
  if (!parseModelName(name)) return missing(name);
  const model = models.find(name);
  if (model) return model;
  throw new RequestError(404, `model ${JSON.stringify(name)} not found, try pulling it first`);
}

/** Refuses a capability that the model lacks (server/images.go CheckCapabilities). */
export function requireCapability(model: Model, capability: Capability): void {
  if (model.capabilities.includes(capability)) return;
  const name = parseModelName(model.name)?.full ?? model.name;
  throw new RequestError(400, `${name} does not support ${capability}`);
}

export function requireCompletion(model: Model, requested: string, endpoint: string): void {
  if (model.capabilities.includes('completion')) return;
  throw new RequestError(400, `${JSON.stringify(requested)} does not support ${endpoint}`);
}

function missing(name: string): never {
  throw new RequestError(404, `model '${name}' not found`);
}
