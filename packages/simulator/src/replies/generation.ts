import type { ToolCall } from '../requests/message.ts';

/** One generated token. Hidden tokens are counted and paced, but leave no line: tags and the text of tool calls. */
export interface Step {
  readonly part: 'thinking' | 'content' | 'hidden' | 'blank';
  readonly text: string;
  /** A call that is complete with this token. */
  readonly toolCall?: ToolCall | undefined;
}

/** Everything the model is going to say: known before the first token leaves, since it is all deterministic. */
export interface Generation {
  readonly steps: readonly Step[];
  readonly doneReason: 'stop' | 'length';
  /** Tokens that Ollama reports; the end token counts when it was reached. */
  readonly evalCount: number;
  /** Prompt tokens beyond the first run's, when the model ran twice. */
  readonly extraPromptTokens: number;
}
