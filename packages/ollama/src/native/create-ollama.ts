import { HearthError } from '@hearth/wire';
import type { OllamaChatBody, OllamaGenerateBody } from './bodies.ts';
import { createConnections } from './connections.ts';
import {
  isChatLine,
  isGenerateLine,
  type OllamaChatLine,
  type OllamaGenerateLine,
} from './lines.ts';
import { createLoading } from './loading.ts';
import { isEmbedAnswer } from './models.ts';
import type { CallOptions, Ollama } from './ollama.ts';
import { createQuestions } from './questions.ts';
import { readAnswer } from './read-answer.ts';
import { readLines } from './read-lines.ts';
import { createStarting } from './starting.ts';

export interface OllamaClientOptions {
  /** Where Ollama listens, such as `http://127.0.0.1:11434`. A path is kept as a prefix. */
  readonly url: string;
  /** Milliseconds of silence that end an answer under way. Default 600 000. */
  readonly idleTimeoutMs?: number | undefined;
  /** Milliseconds to wait for the first byte: a cold load and a long prompt come before it. Default 600 000. */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds to wait for a connection. Default 2000. */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * Milliseconds that a call of a model counts as running after its caller has left, while Ollama keeps its side of the connection
   * open: it is at work then. Default 30 000.
   */
  readonly lingerMs?: number | undefined;
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
  const headersTimeoutMs = options.headersTimeoutMs ?? 600_000;
  const lingerMs = options.lingerMs ?? 30_000;
  const connections = createConnections({
    url,
    headersTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs ?? 600_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 2_000,
  });

  const starting = createStarting(url, connections);
  const posting = (path: string, body: unknown) =>
    starting({ method: 'POST', path, body: JSON.stringify(body), lingerMs });

  return {
    url: options.url,
    async chat(body: OllamaChatBody, { signal }: CallOptions = {}) {
      refuseEmpty(body.messages, 'messages');
      const call = { input: 'messages', contextLength: body.options?.num_ctx };
      return readLines<OllamaChatLine>({
        start: posting('/api/chat', { ...body, stream: true }),
        isLine: isChatLine,
        isLast: (line) => line.done === true,
        call,
        signal,
      });
    },
    async generate(body: OllamaGenerateBody, { signal }: CallOptions = {}) {
      refuseEmpty(body.prompt, 'prompt');
      const call = { input: 'prompt', contextLength: body.options?.num_ctx };
      return readLines<OllamaGenerateLine>({
        start: posting('/api/generate', { ...body, stream: true }),
        isLine: isGenerateLine,
        isLast: (line) => line.done === true,
        call,
        signal,
      });
    },
    async embed(body, { signal } = {}) {
      refuseEmpty(body.input, 'input');
      const call = { input: 'input', contextLength: body.options?.num_ctx };
      return readAnswer({ start: posting('/api/embed', body), parse: isEmbedding, call, signal });
    },
    ...createQuestions(starting, headersTimeoutMs),
    ...createLoading(posting),
    openSockets: connections.taken,
    [Symbol.asyncDispose]: connections.close,
  };
}
