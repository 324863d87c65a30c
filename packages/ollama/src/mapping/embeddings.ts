import { type EmbeddingList, type EmbeddingRequest, HearthError } from '@hearth/wire';
import type { OllamaEmbedBody } from '../native/bodies.ts';
import type { OllamaEmbedAnswer } from '../native/models.ts';
import { runnerFields } from '../native/runner-fields.ts';
import type { ModelProfile } from './model-profile.ts';

/** An embedding request in Ollama's words. `truncate` is off: a text that doesn't fit is refused, never cut without a word. */
export function toOllamaEmbed(request: EmbeddingRequest, profile: ModelProfile): OllamaEmbedBody {
  return {
    model: profile.model,
    input: request.input,
    ...runnerFields(profile, 'embed'),
    ...(typeof request.dimensions === 'number' ? { dimensions: request.dimensions } : {}),
  };
}

/**
 * The vectors in the order of the input; `model` is echoed. Throws `upstream_error` when there aren't as many as there were
 * `inputs`.
 */
export function toEmbeddingList(
  answer: OllamaEmbedAnswer,
  model: string,
  { inputs }: { readonly inputs?: number } = {},
): EmbeddingList {
  const { embeddings } = answer;
  if (inputs !== undefined && embeddings.length !== inputs) {
    const message = `Ollama gave ${embeddings.length} vectors for ${inputs} texts.`;
    throw new HearthError('upstream_error', message);
  }
  const tokens = answer.prompt_eval_count ?? 0;
  return {
    object: 'list',
    data: embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
