import type { Model } from '../models/model.ts';
import { RequestError } from './request-error.ts';

const levels: readonly unknown[] = ['high', 'medium', 'low', 'max'];
const allowed = '"high", "medium", "low", "max", true, or false';

/** Checks the shape of `think` while the body is decoded (api/types.go ThinkValue). */
export function checkThink(value: unknown): void {
  if (value === undefined || value === null || typeof value === 'boolean') return;
  if (typeof value !== 'string') {
    throw new RequestError(
      400,
      'think must be a boolean or string ("high", "medium", "low", "max", true, or false)',
    );
  }
  if (levels.includes(value)) return;
  throw new RequestError(400, `invalid think value: ${JSON.stringify(value)} (must be ${allowed})`);
}

/** Thinking models think unless told not to (server/routes.go); asking another model to think is refused. */
export function decideThinking(model: Model, value: unknown, requested: string): boolean {
  const able = model.capabilities.includes('thinking');
  if (value === undefined || value === null) return able;
  if (value !== false && !able) {
    throw new RequestError(400, `${JSON.stringify(requested)} does not support thinking`);
  }
  return value !== false;
}
