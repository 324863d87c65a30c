import type { Model } from '../models/model.ts';
import type { Message, Tool } from '../requests/message.ts';
import { RequestError } from '../requests/request-error.ts';
import { tokenize } from './tokenizer.ts';

export interface PromptLimits {
  readonly contextLength: number;
  readonly truncate: boolean;
}

/** Ollama counts this many tokens for an image (server/prompt.go). */
const imageTokens = 768;

/**
 * The prompt of a chat as tokens. Over the context it loses its oldest messages, but never the system's nor the last
 * (server/prompt.go), or throws RequestError 400 when it must not be cut.
 */
export function chatPromptTokens(
  model: Model,
  prompt: { readonly messages: readonly Message[]; readonly tools: readonly Tool[] },
  limits: PromptLimits,
): readonly string[] {
  const render = messageRenderer(model);
  const tools = prompt.tools.length > 0 ? tokenize(JSON.stringify(prompt.tools)) : [];
  const all = prompt.messages.map((message) => ({ message, tokens: render(message) }));
  const opening = repeat('<opening>', model.templateTokens.opening);
  const total = () =>
    all.reduce((sum, { tokens }) => sum + tokens.length, tools.length + opening.length);
  while (limits.truncate && total() > limits.contextLength) {
    const oldest = all.findIndex(({ message }) => message.role !== 'system');
    if (oldest < 0 || oldest === all.length - 1) break;
    all.splice(oldest, 1);
  }
  return fit([...tools, ...all.flatMap(({ tokens }) => tokens), ...opening], limits);
}

/** The prompt of /api/generate as tokens; raw prompts get no template. */
export function textPromptTokens(
  model: Model,
  prompt: { readonly text: string; readonly raw: boolean },
): readonly string[] {
  const { message, opening } = model.templateTokens;
  return [...(prompt.raw ? [] : repeat('<template>', message + opening)), ...tokenize(prompt.text)];
}

/** Runners keep the start of a prompt that is too long. */
export function fit(tokens: readonly string[], limits: PromptLimits): readonly string[] {
  if (tokens.length <= limits.contextLength) return tokens;
  if (limits.truncate) return tokens.slice(0, limits.contextLength);
  throw new RequestError(400, 'the input length exceeds the context length');
}

function messageRenderer(model: Model) {
  const images = model.capabilities.includes('vision') ? imageTokens : 0;
  return (message: Message): string[] => [
    ...repeat(`<${message.role}>`, model.templateTokens.message),
    ...repeat('<image>', message.images.length * images),
    ...tokenize(message.thinking),
    ...tokenize(message.content),
    ...message.toolCalls.flatMap((call) => tokenize(JSON.stringify(call))),
  ];
}

function repeat(token: string, times: number): string[] {
  return Array.from({ length: times }, () => token);
}
