/** What Ollama says, one object a line. Counts and durations (nanoseconds) are left out when they are zero. */

export interface OllamaLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes?: readonly number[] | null;
  readonly top_logprobs?: readonly OllamaLogprob[] | null;
}

/** `id` is missing before Ollama 0.12; `index` is 0 for every call up to 0.20 (ollama#15457). */
export interface OllamaToolCall {
  readonly id?: string;
  readonly function: {
    readonly index?: number;
    readonly name: string;
    readonly arguments?: unknown;
  };
}

export interface OllamaTimings {
  readonly total_duration?: number;
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_count?: number;
  readonly eval_duration?: number;
}

interface AnsweringLine extends OllamaTimings {
  readonly model?: string;
  readonly created_at?: string;
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly logprobs?: readonly OllamaLogprob[] | null;
}

export interface OllamaChatLine extends AnsweringLine {
  readonly message?: {
    readonly role?: string;
    readonly content?: string;
    readonly thinking?: string;
    readonly tool_calls?: readonly OllamaToolCall[] | null;
  };
}

export interface OllamaGenerateLine extends AnsweringLine {
  readonly response?: string;
  readonly thinking?: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isChatLine(value: unknown): value is OllamaChatLine {
  return isRecord(value) && (isRecord(value['message']) || value['done'] === true);
}

export function isGenerateLine(value: unknown): value is OllamaGenerateLine {
  return isRecord(value) && (typeof value['response'] === 'string' || value['done'] === true);
}

/** The text of an error line, `{"error": "…"}`: how Ollama reports a fault once it has answered 200. */
export function errorOfLine(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { error } = value;
  if (typeof error === 'string') return error;
  if (isRecord(error) && typeof error['message'] === 'string') return error['message'];
  return undefined;
}
