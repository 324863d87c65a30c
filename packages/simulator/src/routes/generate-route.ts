import type { Model } from '../models/model.ts';
import type { Parts } from '../parts.ts';
import { hashText } from '../random.ts';
import { fit, textPromptTokens } from '../replies/prompt-tokens.ts';
import { decodeGenerateRequest, type GenerateRequest } from '../requests/generate-request.ts';
import { RequestError } from '../requests/request-error.ts';
import { decideThinking } from '../requests/think.ts';
import { findGenerateModel, requireCapability, requireCompletion } from './find-model.ts';
import type { GenerationJob } from './generation-job.ts';
import { generateShape } from './generation-lines.ts';
import type { Route } from './route.ts';
import { answerLoaded, runGeneration } from './run-generation.ts';

/** POST /api/generate (server/routes.go GenerateHandler). */
export function createGenerateRoute(parts: Parts): Route {
  return (call, sink) => {
    const request = decodeGenerateRequest(call.body);
    const model = findGenerateModel(parts.models, request.model);
    if (
      request.raw &&
      (request.template !== '' || request.system !== '' || request.context.length > 0)
    ) {
      throw new RequestError(400, 'raw mode does not support template, system, or context');
    }
    const loadOnly = request.prompt === '';
    // Before any capability is looked at, so that a model that only embeds can be unloaded here too.
    if (loadOnly && request.keepAliveMs === 0) {
      parts.scheduler.unload(model);
      return answerLoaded(parts, { sink, request, shape: generateShape }, 'unload');
    }
    const job = { call, sink, model, request, loadOnly, ...generateParts(request, model) };
    return runGeneration(parts, job);
  };
}

function generateParts(
  request: GenerateRequest,
  model: Model,
): Pick<GenerationJob, 'prompt' | 'shape' | 'promptTokens' | 'closing'> {
  const { prompt: text, suffix, raw } = request;
  const thinking = decideThinking(model, request.think, request.model);
  requireCompletion(model, request.model, 'generate');
  if (suffix !== '') requireCapability(model, 'insert');
  const whole = { text: `${request.system}${text}${suffix}`, raw };
  const earlier = request.context.map((id) => `<${id}>`);
  const prompt = { endpoint: 'generate', model: request.model, text, suffix, thinking } as const;
  return {
    prompt: { ...prompt, messages: [], tools: [] },
    shape: generateShape,
    promptTokens: (limits) => fit([...earlier, ...textPromptTokens(model, whole)], limits),
    closing: (prompted, answer) => (raw ? {} : { context: [...prompted, ...answer].map(tokenId) }),
  };
}

/** Ids within the vocabulary of the recorded model. */
function tokenId(token: string): number {
  return hashText(token) % 49152;
}
