import type { ModelCall } from '@hearth/api';
import {
  type ClaimKind,
  isAdmissionError,
  type Lease,
  type Limiter,
  type Rates,
} from '@hearth/limiter';
import { rateHeaders } from './rate-headers.ts';
import { toRateRefusal, toRefusal } from './refusal.ts';

export interface AdmissionOptions {
  readonly limiter: Limiter;
  readonly rates: Rates;
  readonly demo: boolean;
  readonly onRefusal: (model: string, reason: string) => void;
}

export interface AdmissionRequest {
  readonly model: string;
  readonly kind: ClaimKind;
  /** Estimated tokens of the whole call. */
  readonly tokens: number;
}

/** A call that may run: it holds a slot. */
export interface Admitted {
  readonly lease: Lease;
  settle(promptTokens: number, completionTokens: number): void;
}

export interface Admission {
  /** Throws `HearthError` (429), or the signal's reason when the caller leaves first. */
  admit(request: AdmissionRequest, call: ModelCall): Promise<Admitted>;
}

/** Rates first, since they need no slot; then the slot. */
export function createAdmission({ limiter, rates, demo, onRefusal }: AdmissionOptions): Admission {
  async function takeRates({ model, tokens }: AdmissionRequest, call: ModelCall) {
    const { keyId, rpm, tpm } = call.principal;
    const rule = { rpm: rpm ?? undefined, tpm: tpm ?? undefined };
    const decision = await rates.take({ key: keyId, rule, tokens });
    call.report({ rateHeaders: rateHeaders(decision) });
    if (decision.allowed) return decision;
    onRefusal(model, decision.kind);
    throw toRateRefusal(decision);
  }

  async function takeSlot(
    { model, kind, tokens }: AdmissionRequest,
    call: ModelCall,
  ): Promise<Lease> {
    const { principal, requestId, maxWaitMs, signal } = call;
    const keyConcurrency = principal.concurrency ?? undefined;
    const claim = {
      model,
      kind,
      key: principal.keyId,
      requestId,
      lane: 'interactive',
      tokens,
      maxWaitMs,
      keyConcurrency,
    } as const;
    try {
      return await limiter.acquire(claim, { signal });
    } catch (error) {
      if (!isAdmissionError(error)) throw error;
      onRefusal(model, error.reason);
      throw toRefusal(error, model, kind);
    }
  }

  return {
    async admit(request, call) {
      const decision = await takeRates(request, call);
      try {
        const lease = await takeSlot(request, call);
        call.report({ model: request.model, queueMs: Math.round(lease.waitedMs), demo });
        return {
          lease,
          settle(promptTokens, completionTokens) {
            decision.settle(promptTokens + completionTokens);
            lease.settle({ promptTokens, completionTokens });
          },
        };
      } catch (error) {
        decision.settle(0);
        throw error;
      }
    },
  };
}
