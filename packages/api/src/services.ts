import type {
  ApiKey,
  ChatChunk,
  ChatRequest,
  CreatedKey,
  EmbeddingList,
  EmbeddingRequest,
  InstalledModel,
  KeyCreateRequest,
  Model,
  ModelMoved,
  Scope,
  SystemSnapshot,
  UsageRow,
  UsageRowsRequest,
  UsageSummary,
  UsageSummaryRequest,
} from '@hearth/wire';

/** Where a call comes in; `internal` is the command line's socket. */
export type Surface = 'rest' | 'trpc' | 'internal';

/** Who calls: what is known of the key, never the key itself. */
export interface Principal {
  readonly keyId: string;
  readonly keyName: string;
  readonly scopes: readonly string[];
  /** Canonical names of the models it may use; null = all. */
  readonly models: readonly string[] | null;
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly concurrency: number | null;
}

/** Facts of an answer that a surface shows beside it, as headers. */
export interface AnswerFacts {
  readonly model?: string;
  readonly queueMs?: number;
  readonly demo?: boolean;
  /** `x-ratelimit-*`, as OpenAI names them. */
  readonly rateHeaders?: Readonly<Record<string, string>>;
}

/** One call of a model: who, from where, how long it may wait, and where its facts go. */
export interface ModelCall {
  readonly requestId: string;
  readonly principal: Principal;
  readonly surface: Surface;
  readonly route: string;
  readonly stream: boolean;
  readonly maxWaitMs: number | undefined;
  /** Fires when nobody can read the answer any more. */
  readonly signal: AbortSignal;
  report(facts: AnswerFacts): void;
}

export interface Access {
  /**
   * The principal of a key that holds the scope (null = any valid key). Throws `HearthError`: `invalid_api_key`, `insufficient_scope`,
   * `too_many_failed_keys`, or `key_store_unavailable` when the key isn't cached and the database can't be asked.
   */
  authorize(
    token: string | undefined,
    scope: Scope | null,
    remoteAddress: string,
  ): Promise<Principal>;
}

export interface ChatCalls {
  /** Admission is in the awaited part: once this resolves, a slot is held and the model has begun (or is still loading). */
  open(request: ChatRequest, call: ModelCall): Promise<AsyncIterable<ChatChunk[]>>;
}

export interface EmbedCalls {
  create(request: EmbeddingRequest, call: ModelCall): Promise<EmbeddingList>;
}

export interface Models {
  list(principal: Principal): Promise<readonly Model[]>;
  find(id: string, principal: Principal): Promise<Model>;
  installed(): Promise<readonly InstalledModel[]>;
  warm(model: string, actor: Actor): Promise<ModelMoved>;
  unload(model: string, actor: Actor): Promise<ModelMoved>;
}

/** Who did an admin action, for the audit log. */
export interface Actor {
  readonly name: string;
  readonly requestId: string;
}

export interface Keys {
  create(request: KeyCreateRequest, actor: Actor): Promise<CreatedKey>;
  list(): Promise<readonly ApiKey[]>;
  revoke(id: string, actor: Actor): Promise<ApiKey>;
}

export interface UsageReports {
  summary(request: UsageSummaryRequest): Promise<UsageSummary>;
  rows(request: UsageRowsRequest): Promise<readonly UsageRow[]>;
}

export interface SystemState {
  snapshot(): Promise<SystemSnapshot>;
}

/** Everything the procedures stand on. The gateway makes it; tests make their own. */
export interface Services {
  readonly access: Access;
  readonly chat: ChatCalls;
  readonly embed: EmbedCalls;
  readonly models: Models;
  readonly keys: Keys;
  readonly usage: UsageReports;
  readonly system: SystemState;
}
