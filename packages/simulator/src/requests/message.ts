import type { JsonRecord } from '../values.ts';

export interface ToolCall {
  readonly name: string;
  readonly arguments: JsonRecord;
}

export interface Message {
  readonly role: string;
  readonly content: string;
  readonly thinking: string;
  readonly images: readonly string[];
  readonly toolCalls: readonly ToolCall[];
  readonly toolName: string;
}

/** A function offered to the model; `parameters` is a JSON schema. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonRecord;
}
