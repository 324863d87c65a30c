/** Which family of calls a claim belongs to: it decides the code of a refusal, and embedding models have slots of their own. */
export type ClaimKind = 'chat' | 'embed';

/** Who goes first: people before batches; `background` (warm-ups) only takes a slot that nobody waits for. */
export type Lane = 'interactive' | 'batch' | 'background';

/** What a caller asks of the limiter: one slot of one model. */
export interface Claim {
  /** Canonical name, with its tag. */
  readonly model: string;
  readonly kind: ClaimKind;
  /** Id of the caller's key: the unit of fairness and of the per-key cap. */
  readonly key: string;
  readonly requestId: string;
  readonly lane: Lane;
  /** Estimated prompt tokens plus the most that may be generated: what the call is likely to cost. */
  readonly tokens: number;
  /** How long this caller is ready to wait, in ms. Default: the limiter's acquire timeout; above 90 000 is taken as 90 000. */
  readonly maxWaitMs?: number | undefined;
  /** How many calls this key may have running; absent = no cap of its own. */
  readonly keyConcurrency?: number | undefined;
}

/** What a call used in the end, once it is known. Missing = the estimate stands. */
export interface SettledCost {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The right to have one call running in Ollama. Released exactly once, whoever asks first. */
export interface Lease extends Disposable {
  readonly waitedMs: number;
  /** Fires when the right was lost while the call runs (a shared limiter expired it): the holder must stop its call. */
  readonly lost: AbortSignal;
  settle(cost: SettledCost): void;
  /**
   * Gives the slot back. With `drainMs` it stays occupied, shown as draining, for that long: after an abort during prompt
   * processing Ollama may close the connection and work on (ollama/ollama#11889). Idempotent: only the first call counts.
   */
  release(options?: { readonly drainMs?: number }): void;
}

export interface ModelSlots {
  readonly model: string;
  readonly limit: number;
  /** Slots taken, draining ones included. */
  readonly inUse: number;
  readonly draining: number;
  readonly queued: number;
  readonly granted: number;
  /** Refusals since the start, by reason. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface LimiterSnapshot {
  /** The most calls that may wait, over all models. */
  readonly queueLimit: number;
  readonly models: readonly ModelSlots[];
}

export type LimiterEvent =
  | { readonly type: 'claim-queued'; readonly claim: Claim; readonly position: number }
  | { readonly type: 'claim-granted'; readonly claim: Claim; readonly waitedMs: number }
  | { readonly type: 'claim-refused'; readonly claim: Claim; readonly reason: string }
  | { readonly type: 'claim-abandoned'; readonly claim: Claim; readonly waitedMs: number }
  | { readonly type: 'lease-draining'; readonly claim: Claim; readonly drainMs: number }
  | { readonly type: 'lease-released'; readonly claim: Claim; readonly heldMs: number };

/** The admission port. Adapters: in this process, and (one limit over several replicas) on Redis. */
export interface Limiter {
  /**
   * Resolves with a slot, or rejects with `AdmissionError` when none came free in time, the queue is full or the key is at its
   * cap; rejects with the signal's reason when it fires first, and then no slot is held.
   */
  acquire(claim: Claim, options?: { readonly signal?: AbortSignal | undefined }): Promise<Lease>;
  snapshot(): LimiterSnapshot;
  /** Events from now on. A consumer that falls 1024 events behind loses the oldest. */
  watch(): AsyncIterable<LimiterEvent>;
}
