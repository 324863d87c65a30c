import { type ChatRequest, HearthError, type ResponseFormat } from '@hearth/wire';
import type { OllamaChatBody, OllamaOptions } from '../native/bodies.ts';
import { runnerFields } from '../native/runner-fields.ts';
import { firstImage } from './content.ts';
import { toOllamaMessages } from './messages.ts';
import { can, type ModelProfile } from './model-profile.ts';
import { toThink } from './think.ts';

/** Only what the caller has said: a model's own defaults are in its Modelfile, and Ollama's `/v1` overrides them with 1.0. */
function samplingOptions(request: ChatRequest): OllamaOptions {
  const options: { -readonly [Name in keyof OllamaOptions]: OllamaOptions[Name] } = {};
  const longest = request.max_completion_tokens ?? request.max_tokens;
  // Ollama reads 0 as "no limit" (llm/server.go `Completion`).
  if (typeof longest === 'number') options.num_predict = Math.max(longest, 1);
  if (typeof request.temperature === 'number') options.temperature = request.temperature;
  if (typeof request.top_p === 'number') options.top_p = request.top_p;
  if (typeof request.frequency_penalty === 'number') {
    options.frequency_penalty = request.frequency_penalty;
  }
  if (typeof request.presence_penalty === 'number') {
    options.presence_penalty = request.presence_penalty;
  }
  if (typeof request.seed === 'number') options.seed = request.seed;
  const stop = [request.stop ?? []].flat().filter((text) => text !== '');
  if (stop.length > 0) options.stop = stop;
  return options;
}

function toFormat(format: ResponseFormat | null | undefined): Pick<OllamaChatBody, 'format'> {
  if (format?.type === 'json_object') return { format: 'json' };
  if (format?.type === 'json_schema') return { format: format.json_schema.schema };
  return {};
}

function toLogprobs(request: ChatRequest): Pick<OllamaChatBody, 'logprobs' | 'top_logprobs'> {
  if (request.logprobs !== true) return {};
  const top = request.top_logprobs;
  return { logprobs: true, ...(typeof top === 'number' ? { top_logprobs: top } : {}) };
}

function refuse(
  code: 'unsupported_model' | 'unsupported_parameter',
  param: string,
  message: string,
): never {
  throw new HearthError(code, message, { param });
}

function toTools(request: ChatRequest, profile: ModelProfile): Pick<OllamaChatBody, 'tools'> {
  const tools = request.tools ?? [];
  if (tools.length === 0 || request.tool_choice === 'none') return {};
  if (can(profile, 'tools')) return { tools };
  return refuse('unsupported_parameter', 'tools', `'${profile.model}' can not call tools.`);
}

function checkModel(request: ChatRequest, profile: ModelProfile): void {
  if (!can(profile, 'completion')) {
    refuse('unsupported_model', 'model', `'${profile.model}' can not chat; it only embeds.`);
  }
  if (request.messages.length === 0) {
    // An empty list makes Ollama load or unload the model (server/routes.go `ChatHandler`).
    throw new HearthError('invalid_value', "'messages' must not be empty.", { param: 'messages' });
  }
  const image = can(profile, 'vision') ? undefined : firstImage(request.messages);
  if (image !== undefined) {
    // Ollama drops images for a model without eyes and answers as if there were none.
    refuse('unsupported_parameter', image, `'${profile.model}' can not see images.`);
  }
}

/**
 * A chat request in Ollama's words. Runner options come from the profile alone, so that no caller can make Ollama load the
 * model again. Throws `HearthError` (400) that names the parameter.
 */
export function toOllamaChat(request: ChatRequest, profile: ModelProfile): OllamaChatBody {
  checkModel(request, profile);
  const { options: runner, ...fields } = runnerFields(profile, 'chat');
  const think = toThink(request.reasoning_effort, profile);
  return {
    model: profile.model,
    messages: toOllamaMessages(request.messages),
    ...toTools(request, profile),
    ...toFormat(request.response_format),
    ...(think === undefined ? {} : { think }),
    ...toLogprobs(request),
    ...fields,
    options: { ...runner, ...samplingOptions(request) },
  };
}
