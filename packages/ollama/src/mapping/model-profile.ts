import type { KeepAlive, Think } from '../native/bodies.ts';

/**
 * The one set of runner options for a model, and what Ollama knows of it. `undefined` = not known, or left to Ollama: then
 * nothing is refused for its sake.
 */
export interface ModelProfile {
  /** With its tag. */
  readonly model: string;
  readonly capabilities: readonly string[] | undefined;
  readonly family: string | undefined;
  /** The `num_ctx` of every call, where one is set. */
  readonly contextLength: number | undefined;
  readonly keepAlive: KeepAlive | undefined;
  /** How a caller who says nothing gets to think. */
  readonly think: Think | undefined;
}

/** `false` only when the capabilities are known and lack it. */
export function can(profile: ModelProfile, capability: string): boolean {
  return profile.capabilities?.includes(capability) ?? true;
}
