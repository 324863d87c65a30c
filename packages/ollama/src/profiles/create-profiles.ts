import { canonicalModelName, HearthError, isHearthError } from '@hearth/wire';
import type { OllamaModelDetails } from '../native/models.ts';
import type { Ollama } from '../native/ollama.ts';
import { onAbort } from '../native/on-abort.ts';
import { createFreshCache } from './fresh-cache.ts';
import type { ModelSettings, Profiles } from './profiles.ts';

export interface ProfilesOptions {
  readonly ollama: Pick<Ollama, 'show' | 'tags'>;
  /** The operator's settings for a model, named with its tag. Read for every profile, so that a change holds at once. */
  readonly settings?: ((model: string) => ModelSettings) | undefined;
  readonly now?: () => number;
}

const ttlMs = 60_000;
const maxModels = 512;
const namedModels = 5;

/** The look-up is shared: a caller who leaves gives up waiting, not the look-up. */
function orAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value;
  if (signal.aborted) return Promise.reject(signal.reason);
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = onAbort(signal, reject);
  return Promise.race([value, promise]).finally(stop);
}

export function createProfiles({ ollama, settings, now }: ProfilesOptions): Profiles {
  async function notFound(model: string, cause: HearthError): Promise<HearthError> {
    const tags = await ollama.tags().catch(() => []);
    const names = tags.slice(0, namedModels).map(({ name }) => name);
    const more = tags.length > names.length ? ', …' : '';
    const hint = names.length > 0 ? ` Installed: ${names.join(', ')}${more}.` : '';
    const message = `Model '${model}' not found.${hint}`;
    return new HearthError('model_not_found', message, { param: 'model', cause });
  }

  async function lookUp(model: string): Promise<OllamaModelDetails> {
    try {
      return await ollama.show(model);
    } catch (error) {
      if (!isHearthError(error) || error.code !== 'model_not_found') throw error;
      throw await notFound(model, error);
    }
  }

  const cache = createFreshCache({ load: lookUp, ttlMs, maxEntries: maxModels, now });

  async function detailsOf(model: string, { signal }: { signal?: AbortSignal | undefined } = {}) {
    return orAborted(cache.get(canonicalModelName(model)), signal);
  }

  return {
    detailsOf,
    async profileOf(name, options) {
      const model = canonicalModelName(name);
      const { capabilities, family } = await detailsOf(model, options);
      const { contextLength, keepAlive, think } = settings?.(model) ?? {};
      return { model, capabilities, family, contextLength, keepAlive, think };
    },
    known: (model) => cache.peek(canonicalModelName(model)),
    forget: (model) => cache.forget(model === undefined ? undefined : canonicalModelName(model)),
  };
}
