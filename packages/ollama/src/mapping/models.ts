import type { Model, ModelList } from '@hearth/wire';
import type { OllamaModel } from '../native/models.ts';

/** `alice/model:tag` and `hf.co/alice/model:tag` belong to alice, a bare name to Ollama's library. */
function ownerOf(name: string): string {
  return name.split('/').at(-2) ?? 'library';
}

function unixSeconds(time: string | undefined): number {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? 0 : Math.floor(at / 1000);
}

export function toModel(tag: OllamaModel): Model {
  return {
    id: tag.name,
    object: 'model',
    created: unixSeconds(tag.modifiedAt),
    owned_by: ownerOf(tag.name),
    ...(tag.contextLength === undefined ? {} : { context_length: tag.contextLength }),
    ...(tag.capabilities === undefined ? {} : { capabilities: tag.capabilities }),
  };
}

export function toModelList(tags: readonly OllamaModel[]): ModelList {
  return { object: 'list', data: tags.map(toModel) };
}
