import { HearthError } from '@hearth/wire';
import type { OllamaChatBody, OllamaGenerateBody } from './bodies.ts';
import { createConnections } from './connections.ts';
import { type ExchangeListener, startExchange, type UpstreamRequest } from './exchange.ts';
import {
  isChatLine,
  isGenerateLine,
  type OllamaChatLine,
  type OllamaGenerateLine,
} from './lines.ts';
import { createLoading } from './loading.ts';
import { isEmbedAnswer, RunningAnswer, ShowAnswer, TagsAnswer, VersionAnswer } from './models.ts';
import type { CallOptions, Ollama } from './ollama.ts';
import { readAnswer } from './read-answer.ts';
import { readLines } from './read-lines.ts';

export interface OllamaClientOptions {
  /** Where Ollama listens, such as `http://127.0.0.1:11434`. A path is kept as a prefix. */
  readonly url: string;
  /** Milliseconds of silence that end an answer under way. Default 600 000. */
  readonly idleTimeoutMs?: number | undefined;
  /** Milliseconds to wait for the first byte: a cold load and a long prompt come before it. Default 600 000. */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds to wait for a connection. Default 2000. */
  readonly connectTimeoutMs?: number | undefined;
}

/** Questions about models touch no model, so a box that doesn't answer them soon isn't well. */
const questionTimeoutMs = 10_000;

/**
 * Ollama answers 403 without a word to a Host it doesn't take for its own (server/routes.go `allowedHostsMiddleware`).
 * It speaks no TLS: behind `https` there is a proxy, which needs its own name.
 */
function upstreamHeaders(url: URL): Record<string, string> {
  const type = { 'content-type': 'application/json', accept: 'application/json' };
  return url.protocol === 'https:' ? type : { ...type, host: 'localhost' };
}

function refuseEmpty(what: readonly unknown[] | string, param: string): void {
  if (what.length > 0) return;
  // An empty prompt makes Ollama load or unload the model (server/routes.go `ChatHandler`, `GenerateHandler`).
  throw new HearthError('invalid_value', `'${param}' must not be empty.`, { param });
}

function isEmbedding(value: unknown) {
  if (isEmbedAnswer(value)) return value;
  throw new TypeError('Expected embeddings');
}

export function createOllama(options: OllamaClientOptions): Ollama {
  const url = new URL(options.url);
  const prefix = url.pathname.replace(/\/$/, '');
  const headers = upstreamHeaders(url);
  const headersTimeoutMs = options.headersTimeoutMs ?? 600_000;
  const connections = createConnections({
    url,
    headersTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs ?? 600_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 2_000,
  });

  const starting = (request: Omit<UpstreamRequest, 'headers'>) => (listener: ExchangeListener) =>
    startExchange(
      connections.take(),
      { ...request, path: prefix + request.path, headers },
      listener,
    );
  const posting = (path: string, body: unknown) =>
    starting({ method: 'POST', path, body: JSON.stringify(body) });
  const question = { headersTimeoutMs: Math.min(headersTimeoutMs, questionTimeoutMs) };
  const asking = (path: string) => starting({ method: 'GET', path, ...question });

  return {
    url: options.url,
    async chat(body: OllamaChatBody, { signal }: CallOptions = {}) {
      refuseEmpty(body.messages, 'messages');
      return readLines<OllamaChatLine>({
        start: posting('/api/chat', { ...body, stream: true }),
        isLine: isChatLine,
        isLast: (line) => line.done === true,
        signal,
      });
    },
    async generate(body: OllamaGenerateBody, { signal }: CallOptions = {}) {
      refuseEmpty(body.prompt, 'prompt');
      return readLines<OllamaGenerateLine>({
        start: posting('/api/generate', { ...body, stream: true }),
        isLine: isGenerateLine,
        isLast: (line) => line.done === true,
        signal,
      });
    },
    async embed(body, { signal } = {}) {
      refuseEmpty(body.input, 'input');
      const start = posting('/api/embed', body);
      return { answer: await readAnswer({ start, parse: isEmbedding, signal }) };
    },
    tags: ({ signal } = {}) =>
      readAnswer({ start: asking('/api/tags'), parse: TagsAnswer.parse, signal }),
    running: ({ signal } = {}) =>
      readAnswer({ start: asking('/api/ps'), parse: RunningAnswer.parse, signal }),
    version: ({ signal } = {}) =>
      readAnswer({ start: asking('/api/version'), parse: VersionAnswer.parse, signal }),
    show: (model, { signal } = {}) =>
      readAnswer({
        start: starting({
          method: 'POST',
          path: '/api/show',
          body: JSON.stringify({ model }),
          ...question,
        }),
        parse: ShowAnswer.parse,
        signal,
      }),
    ...createLoading(posting),
    openSockets: connections.taken,
    [Symbol.asyncDispose]: connections.close,
  };
}
