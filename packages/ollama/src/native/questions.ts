import { RunningAnswer, ShowAnswer, TagsAnswer, VersionAnswer } from './models.ts';
import type { Ollama } from './ollama.ts';
import { readAnswer } from './read-answer.ts';
import type { Starting } from './starting.ts';

/** They touch no model, so a box that doesn't answer them soon isn't well. */
const questionTimeoutMs = 10_000;

/** What Ollama can say without running a model. */
export function createQuestions(
  starting: Starting,
  longestMs: number,
): Pick<Ollama, 'tags' | 'running' | 'version' | 'show'> {
  const headersTimeoutMs = Math.min(longestMs, questionTimeoutMs);
  const get = (path: string) => starting({ method: 'GET', path, headersTimeoutMs });
  return {
    tags: ({ signal } = {}) =>
      readAnswer({ start: get('/api/tags'), parse: TagsAnswer.parse, signal }),
    running: ({ signal } = {}) =>
      readAnswer({ start: get('/api/ps'), parse: RunningAnswer.parse, signal }),
    version: ({ signal } = {}) =>
      readAnswer({ start: get('/api/version'), parse: VersionAnswer.parse, signal }),
    show(model, { signal } = {}) {
      const body = JSON.stringify({ model });
      const start = starting({ method: 'POST', path: '/api/show', body, headersTimeoutMs });
      return readAnswer({ start, parse: ShowAnswer.parse, signal });
    },
  };
}
