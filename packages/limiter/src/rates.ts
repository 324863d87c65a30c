/** What one key may use a minute, whole numbers from 1. Absent = no such limit. */
export interface RateRule {
  readonly rpm?: number | undefined;
  readonly tpm?: number | undefined;
}

export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the limit is whole again. */
  readonly resetMs: number;
}

export type RateDecision =
  | {
      readonly allowed: true;
      readonly requests?: RateState;
      readonly tokens?: RateState;
      /** Replaces the reserved estimate by what was used. Only the first call counts. */
      settle(usedTokens: number): void;
    }
  | {
      readonly allowed: false;
      readonly kind: 'requests' | 'tokens';
      readonly retryAfterMs: number;
      readonly state: RateState;
    };

export interface RateQuestion {
  readonly key: string;
  readonly rule: RateRule;
  /** Estimated tokens of the call, reserved until `settle`. */
  readonly tokens: number;
}

/** Requests and tokens a minute, a key at a time. */
export interface Rates {
  take(question: RateQuestion): Promise<RateDecision>;
}
