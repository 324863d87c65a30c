import { type ChatMessage, HearthError, type ToolCall } from '@hearth/wire';
import type { OllamaMessage, OllamaToolCallBody } from '../native/bodies.ts';
import { flattenContent } from './content.ts';

type Assistant = Extract<ChatMessage, { role: 'assistant' }>;
type ToolResult = Extract<ChatMessage, { tool_call_id?: unknown }>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** OpenAI has the arguments as JSON text, Ollama as an object. */
function parseArguments(text: string | null | undefined, param: string): Record<string, unknown> {
  if (text === undefined || text === null || text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HearthError('invalid_value', `'${param}' is not valid JSON.`, { param, cause });
  }
  if (value === null) return {};
  if (isObject(value)) return value;
  throw new HearthError('invalid_value', `'${param}' must be a JSON object.`, { param });
}

function toToolCall(call: ToolCall, index: number, where: string): OllamaToolCallBody {
  const param = `${where}.tool_calls[${index}].function.arguments`;
  const parsed = parseArguments(call.function.arguments, param);
  return { id: call.id, function: { index, name: call.function.name, arguments: parsed } };
}

function toAssistant(message: Assistant, where: string): OllamaMessage {
  const { text, images } = flattenContent(message.content, where);
  const thinking = message.reasoning ?? message.reasoning_content ?? '';
  const calls = message.tool_calls ?? [];
  return {
    role: 'assistant',
    content: text,
    ...(images.length > 0 ? { images } : {}),
    ...(thinking === '' ? {} : { thinking }),
    ...(calls.length > 0
      ? { tool_calls: calls.map((call, index) => toToolCall(call, index, where)) }
      : {}),
  };
}

/** The name of the tool that a call asked for. Ollama's templates go by the name, OpenAI's messages by the id. */
function calledTool(before: readonly ChatMessage[], id: string): string | undefined {
  for (const message of before.toReversed()) {
    if (message.role !== 'assistant') continue;
    const call = message.tool_calls?.find((candidate) => candidate.id === id);
    if (call !== undefined) return call.function.name;
  }
  return undefined;
}

function toToolResult(
  message: ToolResult,
  where: string,
  before: readonly ChatMessage[],
): OllamaMessage {
  const { text, images } = flattenContent(message.content, where);
  const id = message.tool_call_id ?? undefined;
  const name = (id === undefined ? undefined : calledTool(before, id)) ?? message.name ?? undefined;
  return {
    role: 'tool',
    content: text,
    ...(images.length > 0 ? { images } : {}),
    ...(name === undefined ? {} : { tool_name: name }),
    ...(id === undefined ? {} : { tool_call_id: id }),
  };
}

function toMessage(
  message: ChatMessage,
  index: number,
  all: readonly ChatMessage[],
): OllamaMessage {
  const where = `messages[${index}]`;
  switch (message.role) {
    case 'assistant':
      return toAssistant(message, where);
    case 'tool':
    case 'function':
      return toToolResult(message, where, all.slice(0, index));
    case 'system':
    case 'developer':
    case 'user': {
      // A role that the template doesn't know is dropped from the prompt without a word: `developer` must not reach it.
      const role = message.role === 'user' ? 'user' : 'system';
      const { text, images } = flattenContent(message.content, where);
      return { role, content: text, ...(images.length > 0 ? { images } : {}) };
    }
  }
}

export function toOllamaMessages(messages: readonly ChatMessage[]): OllamaMessage[] {
  return messages.map(toMessage);
}
