import { type ProcedurePath, route } from './codec.ts';
import { chatCompletionsCodec } from './codecs/chat-completions.ts';
import { embeddingsCodec } from './codecs/embeddings.ts';
import { modelCodec, modelsCodec } from './codecs/models.ts';

/** The REST surface, whole. `{id}` takes the rest of the path, slashes included (`hf.co/owner/model:Q4_K_M`). */
export const routes = {
  'POST /v1/chat/completions': route('chat.stream', 'mutation', chatCompletionsCodec),
  'POST /v1/embeddings': route('embed.create', 'mutation', embeddingsCodec),
  'GET /v1/models': route('chat.models', 'query', modelsCodec),
  'GET /v1/models/{id}': route('chat.model', 'query', modelCodec),
} as const satisfies Record<string, { readonly procedure: ProcedurePath }>;
