import type { Exchange, ExchangeListener } from './exchange.ts';
import type { LoadOptions, Ollama } from './ollama.ts';
import { readAnswer } from './read-answer.ts';
import { runnerFields } from './runner-fields.ts';

type Posting = (path: string, body: unknown) => (listener: ExchangeListener) => Exchange;

/** The call that loads a model and does nothing else: one without a message, or without an input for a model that only embeds. */
function loadCall(model: string, profile: LoadOptions): { path: string; body: unknown } {
  const capabilities = profile.capabilities ?? ['completion'];
  if (!capabilities.includes('completion') && capabilities.includes('embedding')) {
    return { path: '/api/embed', body: { model, input: [], ...runnerFields(profile, 'embed') } };
  }
  return {
    path: '/api/chat',
    body: { model, messages: [], stream: false, ...runnerFields(profile, 'chat') },
  };
}

const accept = (value: unknown) => value;

/** The only two calls that may be empty. */
export function createLoading(posting: Posting): Pick<Ollama, 'load' | 'unload'> {
  return {
    async load(model, profile, { signal } = {}) {
      const { path, body } = loadCall(model, profile);
      const startedAt = performance.now();
      await readAnswer({ start: posting(path, body), parse: accept, signal });
      return { loadMs: Math.round(performance.now() - startedAt) };
    },
    async unload(model, { signal } = {}) {
      // Works for a model that only embeds too: Ollama lets it go before it looks at what it can (server/routes.go `ChatHandler`).
      const body = { model, messages: [], keep_alive: 0, stream: false };
      await readAnswer({ start: posting('/api/chat', body), parse: accept, signal });
    },
  };
}
