import type { Model, ModelList } from '@hearth/wire';
import type { OllamaModel, OllamaModelDetails } from '../native/models.ts';

/** `alice/model:tag` and `hf.co/alice/model:tag` belong to alice, a bare name to Ollama's library. */
function ownerOf(name: string): string {
  return name.split('/').at(-2) ?? 'library';
}

function unixSeconds(time: string | undefined): number {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? 0 : Math.floor(at / 1000);
}

type Known = Pick<OllamaModelDetails, 'capabilities' | 'trainedContextLength'>;

/** `known` adds what only `/api/show` tells before Ollama 0.30. */
export function toModel(tag: OllamaModel, known?: Known): Model {
  const context_length = tag.contextLength ?? known?.trainedContextLength;
  const capabilities = tag.capabilities ?? known?.capabilities;
  return {
    id: tag.name,
    object: 'model',
    created: unixSeconds(tag.modifiedAt),
    owned_by: ownerOf(tag.name),
    ...(context_length === undefined ? {} : { context_length }),
    ...(capabilities === undefined ? {} : { capabilities }),
  };
}

export function toModelList(
  tags: readonly OllamaModel[],
  known: (model: string) => Known | undefined = () => undefined,
): ModelList {
  return { object: 'list', data: tags.map((tag) => toModel(tag, known(tag.name))) };
}
