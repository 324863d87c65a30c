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

/** The vectors in the order of the input. Throws `upstream_error` when there aren't as many as texts. */
export function toEmbeddingList(
  answer: OllamaEmbedAnswer,
  head: { readonly model: string; readonly inputs?: number },
): EmbeddingList {
  if (head.inputs !== undefined && answer.embeddings.length !== head.inputs) {
    const message = `Ollama gave ${answer.embeddings.length} vectors for ${head.inputs} texts.`;
    throw new HearthError('upstream_error', message);
  }
  const tokens = answer.prompt_eval_count ?? 0;
  return {
    object: 'list',
    data: answer.embeddings.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: [...vector],
    })),
    model: head.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
