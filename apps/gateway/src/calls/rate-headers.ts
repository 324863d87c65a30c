import type { RateDecision, RateState } from '@hearth/limiter';

function headersOf(
  kind: 'requests' | 'tokens',
  state: RateState | undefined,
): Record<string, string> {
  if (state === undefined) return {};
  return {
    [`x-ratelimit-limit-${kind}`]: String(state.limit),
    [`x-ratelimit-remaining-${kind}`]: String(state.remaining),
    [`x-ratelimit-reset-${kind}`]: `${(state.resetMs / 1_000).toFixed(3)}s`,
  };
}

/** `x-ratelimit-*` as OpenAI names them; only for the limits the key has. */
export function rateHeaders(decision: RateDecision): Record<string, string> {
  if (!decision.allowed) return headersOf(decision.kind, decision.state);
  return { ...headersOf('requests', decision.requests), ...headersOf('tokens', decision.tokens) };
}
