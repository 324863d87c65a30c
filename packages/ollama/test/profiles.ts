import type { ModelProfile } from '../src/mapping/model-profile.ts';

/** A chat model that can do everything, unless said otherwise. */
export function profile(changes: Partial<ModelProfile> = {}): ModelProfile {
  return {
    model: 'm:latest',
    capabilities: ['completion', 'tools', 'thinking', 'vision'],
    family: 'llama',
    contextLength: undefined,
    keepAlive: undefined,
    think: undefined,
    ...changes,
  };
}

/** A model of which nothing is known. */
export const unknownModel = profile({ capabilities: undefined, family: undefined });
