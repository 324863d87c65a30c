import type { ToolCallStyle } from '../models/model.ts';
import { hashText } from '../random.ts';
import type { ToolCall } from '../requests/message.ts';
import type { JsonRecord } from '../values.ts';

/** What one line says. */
export interface Saying {
  readonly content: string;
  readonly thinking: string;
  /** In the shape of the wire. */
  readonly toolCalls: readonly JsonRecord[];
}

export const silence: Saying = { content: '', thinking: '', toolCalls: [] };

/** The keys that carry a saying: `message` in /api/chat, `response` in /api/generate. */
export type SayingShape = (saying: Saying) => JsonRecord;

export const chatShape: SayingShape = ({ content, thinking, toolCalls }) => ({
  message: {
    role: 'assistant',
    content,
    ...(thinking !== '' && { thinking }),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  },
});

export const generateShape: SayingShape = ({ content, thinking, toolCalls }) => ({
  response: content,
  ...(thinking !== '' && { thinking }),
  ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
});

export interface ToolCallPlace {
  readonly index: number;
  /** Tokens of the prompt: ids differ from turn to turn, though the same prompt gives the same ids. */
  readonly promptLength: number;
}

/** A tool call as it leaves: with id and index, or as versions up to 0.20 sent it. */
export function shapeToolCall(
  toolCall: ToolCall,
  style: ToolCallStyle,
  { index, promptLength }: ToolCallPlace,
): JsonRecord {
  const called = { name: toolCall.name, arguments: toolCall.arguments };
  if (style === 'legacy') return { function: { index: 0, ...called } };
  const hash = hashText(`${promptLength} ${index} ${JSON.stringify(called)}`);
  return { id: `call_${hash.toString(36).padStart(8, '0')}`, function: { index, ...called } };
}
