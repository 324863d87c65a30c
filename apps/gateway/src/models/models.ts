import type { Models, Principal } from '@hearth/api';
import {
  type Ollama,
  type OllamaModel,
  type OllamaRunningModel,
  type Profiles,
  toModel,
} from '@hearth/ollama';
import { canonicalModelName, HearthError, type InstalledModel, type Model } from '@hearth/wire';
import { assertMayUse } from '../calls/choose-model.ts';
import type { Residency } from './residency.ts';
import type { SlotTable } from './slot-table.ts';

export interface ModelsOptions {
  readonly ollama: Ollama;
  readonly profiles: Pick<Profiles, 'detailsOf'>;
  readonly slots: SlotTable;
  readonly residency: Residency;
  readonly isWarm: (model: string) => boolean;
  /** The context that the operator has set for a model. */
  readonly contextOf: (model: string) => number | undefined;
}

function mayUse(principal: Principal, name: string): boolean {
  return principal.models === null || principal.models.includes(canonicalModelName(name));
}

function toResident(running: OllamaRunningModel | undefined): InstalledModel['resident'] {
  if (running === undefined) return null;
  const { sizeBytes, vramBytes, contextLength, expiresAt } = running;
  return {
    sizeBytes,
    vramBytes,
    contextLength: contextLength ?? null,
    expiresAt: expiresAt ?? null,
  };
}

export function createModels(options: ModelsOptions): Models {
  const { ollama, profiles, slots, residency, isWarm, contextOf } = options;

  /** A tag whose details can't be had (a model deleted a moment ago) must not take the whole list with it. */
  async function describe(tag: OllamaModel): Promise<OllamaModel> {
    const details = await profiles.detailsOf(tag.name).catch(() => undefined);
    const trained = details?.modelfileContextLength ?? details?.trainedContextLength;
    return {
      ...tag,
      family: tag.family ?? details?.family,
      capabilities: tag.capabilities ?? details?.capabilities,
      contextLength: contextOf(tag.name) ?? tag.contextLength ?? trained,
    };
  }

  async function toInstalled(
    tag: OllamaModel,
    running: readonly OllamaRunningModel[],
  ): Promise<InstalledModel> {
    const described = await describe(tag);
    const { slots: count, source } = slots.note(tag.name, described);
    return {
      id: tag.name,
      family: described.family ?? null,
      parameterSize: tag.parameterSize ?? null,
      quantization: tag.quantization ?? null,
      sizeBytes: tag.sizeBytes,
      capabilities: [...(described.capabilities ?? [])],
      contextLength: described.contextLength ?? null,
      slots: count,
      slotsSource: source,
      warm: isWarm(tag.name),
      resident: toResident(running.find((model) => model.name === tag.name)),
    };
  }

  return {
    async list(principal) {
      const tags = (await ollama.tags()).filter((tag) => mayUse(principal, tag.name));
      return Promise.all(tags.map(async (tag): Promise<Model> => toModel(await describe(tag))));
    },
    async find(id, principal) {
      const name = canonicalModelName(id);
      assertMayUse(principal, name);
      const tag = (await ollama.tags()).find((model) => model.name === name);
      if (tag !== undefined) return { ...toModel(await describe(tag)), id };
      throw new HearthError(
        'model_not_found',
        `The model '${id}' does not exist. GET /v1/models lists those that do.`,
        {
          param: 'model',
        },
      );
    },
    async installed() {
      const [tags, running] = await Promise.all([ollama.tags(), ollama.running()]);
      return Promise.all(tags.map((tag) => toInstalled(tag, running)));
    },
    warm: (model, actor) => residency.warm(canonicalModelName(model), actor),
    unload: (model, actor) => residency.unload(canonicalModelName(model), actor),
  };
}
