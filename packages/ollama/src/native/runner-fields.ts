import type { KeepAlive } from './bodies.ts';
import type { LoadOptions } from './ollama.ts';

interface RunnerFields {
  readonly truncate?: false;
  readonly shift?: false;
  readonly keep_alive?: KeepAlive;
  readonly options?: { readonly num_ctx: number };
}

/**
 * The fields that decide how Ollama runs a model. One value a model, for callers and for loading alike: a call with another
 * value of `num_ctx` or `shift` makes Ollama unload the model and load it again (server/sched.go `needsReload`).
 * `truncate` and `shift` are off, so that a prompt which doesn't fit is refused instead of cut without a word, and an answer
 * which fills the context ends with `length` instead of forgetting the middle of its prompt.
 */
export function runnerFields(profile: LoadOptions, call: 'chat' | 'embed'): RunnerFields {
  return {
    truncate: false,
    ...(call === 'chat' ? { shift: false } : {}),
    ...(profile.keepAlive === undefined ? {} : { keep_alive: profile.keepAlive }),
    ...(profile.contextLength === undefined ? {} : { options: { num_ctx: profile.contextLength } }),
  };
}
