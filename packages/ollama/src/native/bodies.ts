/** What Ollama takes, in its own words (Ollama api/types.go). Absent fields are left to the Modelfile. */

export interface OllamaOptions {
  readonly num_ctx?: number;
  readonly num_predict?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly frequency_penalty?: number;
  readonly presence_penalty?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
}

/** A number is seconds (negative = for ever, 0 = unload after the call), a string a Go duration such as `30m`. */
export type KeepAlive = string | number;

export type ThinkLevel = 'low' | 'medium' | 'high';
export type Think = boolean | ThinkLevel;

export interface OllamaToolCallBody {
  readonly id: string;
  readonly function: {
    readonly index: number;
    readonly name: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  };
}

export interface OllamaMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** Base64 without a prefix. */
  readonly images?: readonly string[];
  readonly thinking?: string;
  readonly tool_calls?: readonly OllamaToolCallBody[];
  readonly tool_name?: string;
  readonly tool_call_id?: string;
}

/** What both answering calls share. `stream` isn't here: the client always sends it. */
interface AnsweringBody {
  readonly model: string;
  readonly format?: 'json' | Readonly<Record<string, unknown>>;
  readonly think?: Think;
  readonly logprobs?: boolean;
  readonly top_logprobs?: number;
  readonly truncate?: boolean;
  readonly shift?: boolean;
  readonly keep_alive?: KeepAlive;
  readonly options?: OllamaOptions;
}

export interface OllamaChatBody extends AnsweringBody {
  readonly messages: readonly OllamaMessage[];
  readonly tools?: readonly unknown[];
}

export interface OllamaGenerateBody extends AnsweringBody {
  readonly prompt: string;
  readonly suffix?: string;
  readonly system?: string;
  readonly raw?: boolean;
  readonly images?: readonly string[];
}

export interface OllamaEmbedBody {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly truncate?: boolean;
  readonly dimensions?: number;
  readonly keep_alive?: KeepAlive;
  readonly options?: OllamaOptions;
}
