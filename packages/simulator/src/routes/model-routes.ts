import { answerJson } from '../http/answers.ts';
import { goTime } from '../http/go-time.ts';
import { describeDetails, describeInstalled, describeModel } from '../models/describe-model.ts';
import type { Parts } from '../parts.ts';
import { decodeBody } from '../requests/body.ts';
import { RequestError } from '../requests/request-error.ts';
import type { LoadedModel } from '../scheduler/scheduler.ts';
import { textOf } from '../values.ts';
import type { Route } from './route.ts';

export function createRootRoute(): Route {
  return (_call, sink) => {
    const body = 'Ollama is running';
    sink.head(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': body.length });
    sink.write(body);
    sink.end();
  };
}

export function createVersionRoute(parts: Parts): Route {
  return (_call, sink) => answerJson(sink, 200, { version: parts.settings.version });
}

export function createTagsRoute(parts: Parts): Route {
  return (_call, sink) =>
    answerJson(sink, 200, { models: parts.models.list().map(describeInstalled) });
}

export function createPsRoute(parts: Parts): Route {
  return (_call, sink) => {
    const now = parts.settings.clock.now();
    answerJson(sink, 200, {
      models: parts.scheduler.loaded().map((loaded) => describeLoaded(loaded, now)),
    });
  };
}

export function createShowRoute(parts: Parts): Route {
  return (call, sink) => {
    const body = decodeBody(call.body, 'ShowRequest', { model: 'string', name: 'string' });
    const name = textOf(body['model']) || textOf(body['name']);
    if (name === '') throw new RequestError(400, 'model is required');
    const model = parts.models.find(name);
    if (!model) throw new RequestError(404, `model '${name}' not found`);
    answerJson(sink, 200, describeModel(model));
  };
}

/** Go's longest duration, about 292 years: what a keep-alive without end becomes. */
const foreverMs = (2 ** 63 - 1) / 1e6;

function describeLoaded(loaded: LoadedModel, now: number) {
  const { model } = loaded;
  return {
    name: model.name,
    model: model.name,
    size: model.size * 2,
    digest: model.digest,
    details: describeDetails(model),
    expires_at: goTime(Number.isFinite(loaded.expiresAt) ? loaded.expiresAt : now + foreverMs),
    size_vram: 0,
    context_length: loaded.contextLength,
  };
}
