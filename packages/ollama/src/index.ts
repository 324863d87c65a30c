export { mapOllamaError } from './errors/ollama-error.ts';
export type { ChunkHead, ChunkOptions } from './mapping/chunk-maker.ts';
export { toEmbeddingList, toOllamaEmbed } from './mapping/embeddings.ts';
export type { ModelProfile } from './mapping/model-profile.ts';
export { toModel, toModelList } from './mapping/models.ts';
export { toChatChunks } from './mapping/to-chat-chunks.ts';
export { toOllamaChat } from './mapping/to-ollama-chat.ts';
export type {
  KeepAlive,
  OllamaChatBody,
  OllamaEmbedBody,
  OllamaGenerateBody,
  OllamaMessage,
  OllamaOptions,
  Think,
} from './native/bodies.ts';
export { createOllama, type OllamaClientOptions } from './native/create-ollama.ts';
export type { OllamaChatLine, OllamaGenerateLine } from './native/lines.ts';
export type {
  OllamaEmbedAnswer,
  OllamaModel,
  OllamaModelDetails,
  OllamaRunningModel,
} from './native/models.ts';
export type { CallOptions, LoadOptions, Ollama, OllamaReply } from './native/ollama.ts';
export { createProfiles, type ProfilesOptions } from './profiles/create-profiles.ts';
export type { ModelSettings, Profiles } from './profiles/profiles.ts';
export { forcedSingle, type SlotsQuestion, type SlotsSource, slotsFor } from './profiles/slots.ts';
export { createWarmKeeper, type WarmKeeperOptions } from './warm/create-warm-keeper.ts';
export type { WarmEvent, WarmKeeper } from './warm/warm-keeper.ts';
