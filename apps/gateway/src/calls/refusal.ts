import type { AdmissionError, AdmissionReason, ClaimKind, RateDecision } from '@hearth/limiter';
import { type ErrorCode, HearthError } from '@hearth/wire';

const longestHintMs = 60_000;
/** What a caller is told when nothing is known yet. */
const unknownWaitMs = 2_000;

/** Everyone who is refused at once must not come back at once. */
function jittered(waitMs: number): number {
  const spread = 0.8 + Math.random() * 0.5;
  return Math.round(Math.min(Math.max(waitMs * spread, 1_000), longestHintMs));
}

function codeOf(reason: AdmissionReason, kind: ClaimKind): ErrorCode {
  if (reason === 'queue-full') return 'queue_full';
  if (reason === 'key-cap') return 'key_concurrency_limit';
  return kind === 'embed' ? 'embed_concurrency_limit' : 'chat_concurrency_limit';
}

function sentence(error: AdmissionError, model: string): string {
  const { limit, inUse, queued } = error.figures;
  if (error.reason === 'queue-full') return `The queue is full: ${queued} calls wait already.`;
  if (error.reason === 'key-cap') return 'This API key has as many calls running as it may have.';
  return `${model} is busy: ${inUse} of ${limit} slots are in use and ${queued} calls wait.`;
}

/** A refusal of the limiter as the caller reads it: the true figures and a wait. */
export function toRefusal(error: AdmissionError, model: string, kind: ClaimKind): HearthError {
  const { limit, inUse, queued, position, estimatedWaitMs } = error.figures;
  const estimate =
    estimatedWaitMs === undefined ? {} : { estimated_wait_ms: Math.round(estimatedWaitMs) };
  const retryAfterMs = estimatedWaitMs === undefined ? unknownWaitMs : jittered(estimatedWaitMs);
  const hint = ` Retry in about ${Math.ceil(retryAfterMs / 1_000)} s, or wait longer with x-hearth-max-wait-ms.`;
  return new HearthError(codeOf(error.reason, kind), `${sentence(error, model)}${hint}`, {
    retryAfterMs,
    figures: { limit, in_use: inUse, queued, position, ...estimate },
    cause: error,
  });
}

/** A refusal of the rates. */
export function toRateRefusal(decision: Extract<RateDecision, { allowed: false }>): HearthError {
  const { kind, retryAfterMs, state } = decision;
  const code = kind === 'requests' ? 'rate_limit_exceeded' : 'token_rate_limit_exceeded';
  const message = `This API key may use ${state.limit} ${kind} a minute. Retry in ${Math.ceil(retryAfterMs / 1_000)} s.`;
  return new HearthError(code, message, { retryAfterMs, figures: { limit: state.limit } });
}
