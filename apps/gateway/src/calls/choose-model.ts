import type { Principal } from '@hearth/api';
import { canonicalModelName, HearthError } from '@hearth/wire';

export interface ChosenModel {
  /** As the caller said it: answers echo it. */
  readonly name: string;
  readonly canonical: string;
}

export function assertMayUse(principal: Principal, canonical: string): void {
  if (principal.models === null || principal.models.includes(canonical)) return;
  const allowed = principal.models.join(', ');
  throw new HearthError(
    'model_not_allowed',
    `This API key may not use '${canonical}' (it may use: ${allowed}).`,
    {
      param: 'model',
    },
  );
}

/** Throws `HearthError` `missing_required_parameter` or `model_not_allowed`. */
export function chooseModel(
  asked: string | null | undefined,
  defaultModel: string | undefined,
  principal: Principal,
): ChosenModel {
  const name = asked ?? defaultModel;
  if (name === undefined) {
    const message =
      "Missing required parameter: 'model'. GET /v1/models lists the models; HEARTH_DEFAULT_MODEL sets a default.";
    throw new HearthError('missing_required_parameter', message, { param: 'model' });
  }
  const canonical = canonicalModelName(name);
  assertMayUse(principal, canonical);
  return { name, canonical };
}
