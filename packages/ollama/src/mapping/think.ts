import { HearthError, type ReasoningEffort } from '@hearth/wire';
import type { Think, ThinkLevel } from '../native/bodies.ts';
import { can, type ModelProfile } from './model-profile.ts';

/** Ollama 0.24 refuses `minimal` and `xhigh`, and gpt-oss knows three levels: the nearest one stands for each. */
const levels = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
} as const satisfies Record<Exclude<ReasoningEffort, 'none'>, ThinkLevel>;

/** Only gpt-oss has levels; other models think or don't, and before Ollama 0.12 refused a level (server/routes.go). */
function asModelTakesIt(think: Think, profile: ModelProfile): Think {
  if (typeof think === 'boolean') return think;
  return profile.family === 'gptoss' || profile.family === 'gpt-oss' ? think : true;
}

/**
 * The `think` of a call; `undefined` = left to Ollama, which makes models think that can.
 * Throws `unsupported_parameter` for an effort on a model that is known not to think.
 */
export function toThink(
  effort: ReasoningEffort | null | undefined,
  profile: ModelProfile,
): Think | undefined {
  const isThinker = can(profile, 'thinking');
  if (effort === undefined || effort === null) {
    if (profile.think === undefined || !isThinker) return undefined;
    return asModelTakesIt(profile.think, profile);
  }
  if (effort === 'none') return isThinker ? false : undefined;
  if (isThinker) return asModelTakesIt(levels[effort], profile);
  const message = `'${profile.model}' does not think; leave 'reasoning_effort' out or send 'none'.`;
  throw new HearthError('unsupported_parameter', message, { param: 'reasoning_effort' });
}
