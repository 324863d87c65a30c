export {
  AdmissionError,
  type AdmissionFigures,
  type AdmissionReason,
  isAdmissionError,
} from './admission-error.ts';
export { createLimiter, type InProcessLimiter, type LimiterOptions } from './create-limiter.ts';
export { createRates, type RatesOptions } from './create-rates.ts';
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
export type { SetTimer, Timer } from './timer.ts';
