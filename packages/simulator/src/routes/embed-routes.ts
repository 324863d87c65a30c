import { createEmbedder, type Embedder } from '../embeddings/vectors.ts';
import { cutSink } from '../faults/cut-sink.ts';
import { answerJson } from '../http/answers.ts';
import type { Model } from '../models/model.ts';
import type { Parts } from '../parts.ts';
import { fit, type PromptLimits } from '../replies/prompt-tokens.ts';
import { tokenize } from '../replies/tokenizer.ts';
import { decodeBody } from '../requests/body.ts';
import { decodeEmbedRequest, type EmbedRequest } from '../requests/embed-request.ts';
import { parseKeepAlive } from '../requests/go-duration.ts';
import { readOptions } from '../requests/model-options.ts';
import { recordOf, textOf } from '../values.ts';
import { findEmbedModel } from './find-model.ts';
import { describeMetrics } from './metrics.ts';
import type { Route, RoutedCall } from './route.ts';
import { prefill, withRunner, withSlot } from './runner-turns.ts';

/** POST /api/embed (server/routes.go EmbedHandler). */
export function createEmbedRoute(parts: Parts): Route {
  const embed = createEmbedding(parts);
  return async (call, sink) => {
    const request = decodeEmbedRequest(call.body);
    await embed(call, request, ({ embeddings, metrics }) => {
      answerJson(cutSink(sink, call.fault), 200, { model: request.model, embeddings, ...metrics });
    });
  };
}

/** POST /api/embeddings, the older shape: one prompt, one vector, no metrics. */
export function createLegacyEmbeddingsRoute(parts: Parts): Route {
  const embed = createEmbedding(parts);
  return async (call, sink) => {
    const body = decodeBody(call.body, 'EmbeddingRequest', { model: 'string', prompt: 'string' });
    const prompt = textOf(body['prompt']);
    const request: EmbedRequest = {
      model: textOf(body['model']),
      inputs: prompt === '' ? [] : [prompt],
      options: recordOf(body['options']),
      keepAliveMs: parseKeepAlive(body['keep_alive']),
      truncate: true,
      dimensions: 0,
    };
    await embed(call, request, ({ embeddings }) => {
      answerJson(cutSink(sink, call.fault), 200, { embedding: embeddings[0] ?? [] });
    });
  };
}

interface Embedded {
  readonly embeddings: readonly (readonly number[])[];
  readonly metrics: Readonly<Record<string, number>>;
}

function createEmbedding(parts: Parts) {
  const { clock } = parts.settings;
  const embedderOf = rememberEmbedders();
  return async (call: RoutedCall, request: EmbedRequest, answer: (embedded: Embedded) => void) => {
    const model = findEmbedModel(parts.models, request.model);
    const options = readOptions(model, request.options);
    const turn = { call, model, options: options.runner, keepAliveMs: request.keepAliveMs };
    await withRunner(parts, turn, async (lease, admission) => {
      if (request.inputs.length === 0) return answer({ embeddings: [], metrics: {} });
      const loaded = clock.now();
      const limits = { contextLength: lease.contextLength, truncate: request.truncate };
      const tokens = request.inputs.flatMap((input) => tokensOf(model, input, limits));
      await withSlot(parts, { call, lease, admission }, async (slot) => {
        if (!(await prefill(parts, { call, slot, admission }, tokens))) return;
        const embedder = embedderOf(model);
        const embeddings = request.inputs.map((input) => embedder.embed(input, request.dimensions));
        const finished = clock.now();
        const moments = {
          received: call.receivedAt,
          loaded,
          started: finished,
          prefilled: finished,
          finished,
        };
        answer({
          embeddings,
          metrics: describeMetrics(moments, { prompt: tokens.length, eval: 0 }),
        });
      });
    });
  };
}

/** Embedding models add their marks around each input; others take it as it is. */
function tokensOf(model: Model, input: string, limits: PromptLimits) {
  const marks = model.capabilities.includes('completion') ? 0 : model.templateTokens.opening;
  const around = Array.from({ length: marks }, () => '<mark>');
  return fit([...around, ...tokenize(input)], limits);
}

function rememberEmbedders(): (model: Model) => Embedder {
  const known = new WeakMap<Model, Embedder>();
  return (model) => {
    const found = known.get(model);
    if (found) return found;
    const fresh = createEmbedder(model.name, model.embeddingLength);
    known.set(model, fresh);
    return fresh;
  };
}
