import type { Message, Tool, ToolCall } from '../requests/message.ts';

/** What a model answers, before num_predict and stop cut it. `tokens` wins over `text`. */
export interface Reply {
  readonly text?: string;
  /** The exact tokens, one line each: for CJK, emoji and odd splits. An empty one is counted but gives no line. */
  readonly tokens?: readonly string[];
  readonly thinking?: string | readonly string[];
  readonly toolCalls?: readonly ToolCall[];
}

/** What a reply function may look at. */
export interface Prompt {
  readonly endpoint: 'chat' | 'generate';
  /** The name as the caller wrote it. */
  readonly model: string;
  readonly messages: readonly Message[];
  /** The last user message, or the prompt of /api/generate. */
  readonly text: string;
  readonly suffix: string;
  readonly tools: readonly Tool[];
  /** A JSON schema, the text `json`, or undefined. */
  readonly format: unknown;
  readonly thinking: boolean;
}

export type ModelReply = (prompt: Prompt) => Reply;
