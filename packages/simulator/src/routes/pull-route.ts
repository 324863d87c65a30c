import { answerError, answerJson } from '../http/answers.ts';
import { createLineWriter } from '../http/line-writer.ts';
import type { Model } from '../models/model.ts';
import { parseModelName } from '../models/model-name.ts';
import type { Parts } from '../parts.ts';
import { decodeBody } from '../requests/body.ts';
import { RequestError } from '../requests/request-error.ts';
import { type JsonRecord, textOf } from '../values.ts';
import type { Route } from './route.ts';

const fields = { model: 'string', name: 'string', stream: 'bool', insecure: 'bool' } as const;

/** POST /api/pull: finds installed models and those of the registry; all others fail as Ollama fails. */
export function createPullRoute(parts: Parts): Route {
  return (call, sink) => {
    const body = decodeBody(call.body, 'PullRequest', fields);
    const name = textOf(body['model']) || textOf(body['name']);
    if (!parseModelName(name)) throw new RequestError(400, 'invalid model name');
    const found = parts.models.find(name) ?? parts.registry.find(name);
    const missing = parts.settings.pullFailure;
    if (found) parts.models.install(found);
    if (body['stream'] === false) {
      if (!found) return answerError(sink, 500, missing);
      return answerJson(sink, 200, { status: 'success' });
    }
    const writer = createLineWriter(sink, call.fault);
    writer.line({ status: 'pulling manifest' });
    for (const line of found ? progress(found) : [{ error: missing }]) writer.line(line);
    writer.end();
  };
}

function progress(model: Model): readonly JsonRecord[] {
  const digest = `sha256:${model.digest}`;
  const status = `pulling ${model.digest.slice(0, 12)}`;
  const layer = { status, digest, total: model.size };
  return [
    layer,
    ...[1, 2, 3, 4].map((quarter) => ({
      ...layer,
      completed: Math.round((model.size * quarter) / 4),
    })),
    { status: 'verifying sha256 digest' },
    { status: 'writing manifest' },
    { status: 'success' },
  ];
}
