import type { Parts } from '../parts.ts';
import { chatPromptTokens } from '../replies/prompt-tokens.ts';
import { type ChatRequest, decodeChatRequest } from '../requests/chat-request.ts';
import { decideThinking } from '../requests/think.ts';
import { findChatModel, requireCapability, requireCompletion } from './find-model.ts';
import type { GenerationJob } from './generation-job.ts';
import { chatShape } from './generation-lines.ts';
import type { Route } from './route.ts';
import { answerLoaded, runGeneration } from './run-generation.ts';

/** POST /api/chat (server/routes.go ChatHandler). */
export function createChatRoute(parts: Parts): Route {
  return (call, sink) => {
    const request = decodeChatRequest(call.body);
    const model = findChatModel(parts.models, request.model);
    const loadOnly = request.messages.length === 0;
    // Before any capability is looked at, so that a model that only embeds can be unloaded here too.
    if (loadOnly && request.keepAliveMs === 0) {
      parts.scheduler.unload(model);
      return answerLoaded(parts, { sink, request, shape: chatShape }, 'unload');
    }
    const job = { call, sink, model, request, loadOnly, ...chatParts(request, model) };
    return runGeneration(parts, job);
  };
}

function chatParts(
  request: ChatRequest,
  model: GenerationJob['model'],
): Pick<GenerationJob, 'prompt' | 'shape' | 'promptTokens' | 'closing'> {
  const { messages, tools } = request;
  const thinking = decideThinking(model, request.think, request.model);
  requireCompletion(model, request.model, 'chat');
  if (tools.length > 0) requireCapability(model, 'tools');
  const text = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return {
    prompt: { endpoint: 'chat', model: request.model, messages, text, suffix: '', tools, thinking },
    shape: chatShape,
    promptTokens: (limits) => chatPromptTokens(model, request, limits),
    closing: () => ({}),
  };
}
