export {
  AdmissionError,
  type AdmissionFigures,
  type AdmissionReason,
  isAdmissionError,
} from './admission-error.ts';
export type {
  Claim,
  ClaimKind,
  Lane,
  Lease,
  Limiter,
  LimiterEvent,
  LimiterSnapshot,
  ModelSlots,
  SettledCost,
} from './limiter.ts';
export type { RateDecision, RateQuestion, RateRule, RateState, Rates } from './rates.ts';
