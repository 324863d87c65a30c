import type { ChatStream } from './chat-stream.ts';
import type { RequestOptions } from './options.ts';
import type {
  ApiKey,
  ChatCompletion,
  ChatParams,
  CreatedKey,
  EmbeddingList,
  EmbedParams,
  InstalledModels,
  KeyCreateParams,
  KeyList,
  KeyRevokeParams,
  ModelList,
  ModelMoved,
  ModelNameParams,
  SystemSnapshot,
  UsageRows,
  UsageRowsParams,
  UsageSummary,
  UsageSummaryParams,
} from './types.ts';

export interface HearthChat {
  /** One whole answer. */
  complete(params: ChatParams, options?: RequestOptions): Promise<ChatCompletion>;
  /** The answer as it is made. Returns at once; nothing is sent before the first read. */
  stream(params: ChatParams, options?: RequestOptions): ChatStream;
  /** The models this key may use. */
  models(options?: RequestOptions): Promise<ModelList>;
}

export interface HearthEmbed {
  /** Vectors as numbers, in the order of the input. */
  create(params: EmbedParams, options?: RequestOptions): Promise<EmbeddingList>;
}

export interface HearthKeys {
  /** Makes a key; its answer is the only one that carries it. Not retried unless `maxRetries` is said: it could make two. */
  create(params: KeyCreateParams, options?: RequestOptions): Promise<CreatedKey>;
  list(options?: RequestOptions): Promise<KeyList>;
  /** Ends a key at once. */
  revoke(params: KeyRevokeParams, options?: RequestOptions): Promise<ApiKey>;
}

export interface HearthUsage {
  summary(params?: UsageSummaryParams, options?: RequestOptions): Promise<UsageSummary>;
  /** One row a call, newest first. */
  rows(params?: UsageRowsParams, options?: RequestOptions): Promise<UsageRows>;
}

export interface HearthModels {
  list(options?: RequestOptions): Promise<InstalledModels>;
  /** Loads a model with the options that callers use, and waits for the load. */
  warm(params: ModelNameParams, options?: RequestOptions): Promise<ModelMoved>;
  unload(params: ModelNameParams, options?: RequestOptions): Promise<ModelMoved>;
}

export interface HearthSystem {
  /** Everything the gateway knows of itself at this moment. */
  snapshot(options?: RequestOptions): Promise<SystemSnapshot>;
}

export interface HearthAdmin {
  readonly keys: HearthKeys;
  readonly usage: HearthUsage;
  readonly models: HearthModels;
  readonly system: HearthSystem;
}

/** A client of one gateway. Whatever a call throws is a `HearthClientError`. */
export interface Hearth {
  readonly chat: HearthChat;
  readonly embed: HearthEmbed;
  readonly admin: HearthAdmin;
}
