import type { KeepAlive, OllamaChatBody, OllamaEmbedBody, OllamaGenerateBody } from './bodies.ts';
import type { OllamaChatLine, OllamaGenerateLine } from './lines.ts';
import type {
  OllamaEmbedAnswer,
  OllamaModel,
  OllamaModelDetails,
  OllamaRunningModel,
} from './models.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A streamed answer. Whoever holds it must read it to its end, return its iterator, or abort its signal. */
export interface OllamaReply<Line> {
  /**
   * The lines that have arrived since the last pull, so one array for each read of a consumer that keeps up. Iterates once.
   * Leaving it hangs up on Ollama at once. Rejects with `HearthError`, or with the signal's reason.
   */
  readonly batches: AsyncIterableIterator<Line[], undefined, undefined>;
  /** Settles, never rejects, once Ollama's side of the connection has ended, whatever the ending: a slot is free then. */
  readonly closed: Promise<void>;
}

/** The runner options of a model that loading needs: the same that its callers get, or Ollama loads it again. */
export interface LoadOptions {
  readonly contextLength?: number | undefined;
  readonly keepAlive?: KeepAlive | undefined;
  /** Says that a model only embeds, and so is loaded by `/api/embed`. */
  readonly capabilities?: readonly string[] | undefined;
}

/**
 * Ollama's native API. Every call rejects with `HearthError` (`model_not_found`, `upstream_unavailable`, …) or with the
 * signal's reason, and only after Ollama's side of the connection has ended.
 */
export interface Ollama extends AsyncDisposable {
  readonly url: string;
  /** Resolves with Ollama's first line. Always streams. */
  chat(body: OllamaChatBody, options?: CallOptions): Promise<OllamaReply<OllamaChatLine>>;
  /** As `chat`, for a bare prompt. */
  generate(
    body: OllamaGenerateBody,
    options?: CallOptions,
  ): Promise<OllamaReply<OllamaGenerateLine>>;
  embed(body: OllamaEmbedBody, options?: CallOptions): Promise<OllamaEmbedAnswer>;
  /** The installed models. */
  tags(options?: CallOptions): Promise<readonly OllamaModel[]>;
  show(model: string, options?: CallOptions): Promise<OllamaModelDetails>;
  /** The models in memory (`/api/ps`). */
  running(options?: CallOptions): Promise<readonly OllamaRunningModel[]>;
  version(options?: CallOptions): Promise<string>;
  /** Brings a model into memory and says how long that took. */
  load(model: string, profile: LoadOptions, options?: CallOptions): Promise<{ loadMs: number }>;
  unload(model: string, options?: CallOptions): Promise<void>;
  /** How many connections to Ollama carry a call now. */
  openSockets(): number;
}
