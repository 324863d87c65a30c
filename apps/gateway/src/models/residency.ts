import type { Actor } from '@hearth/api';
import type { AuditRepository } from '@hearth/db';
import { isAdmissionError, type Lease, type Limiter } from '@hearth/limiter';
import type { Ollama, Profiles } from '@hearth/ollama';
import type { ModelMoved } from '@hearth/wire';
import { toRefusal } from '../calls/refusal.ts';

export interface ResidencyOptions {
  readonly ollama: Ollama;
  readonly profiles: Profiles;
  readonly limiter: Limiter;
  readonly audit: AuditRepository;
}

export interface Residency {
  warm(model: string, actor: Actor): Promise<ModelMoved>;
  unload(model: string, actor: Actor): Promise<ModelMoved>;
}

const longestWaitMs = 90_000;

/** A slot for a warm-up: the lowest lane, so that it never stands before a caller. */
export async function acquireForWarmup(
  limiter: Limiter,
  model: string,
  options: { readonly maxWaitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Lease> {
  const { maxWaitMs, signal } = options;
  const claim = {
    model,
    kind: 'chat',
    key: 'hearth',
    requestId: `warm-${model}`,
    lane: 'background',
    tokens: 1,
    maxWaitMs,
  } as const;
  return limiter.acquire(claim, { signal });
}

/** Moves models in and out of memory when an owner asks. */
export function createResidency({ ollama, profiles, limiter, audit }: ResidencyOptions): Residency {
  async function note(action: string, model: string, actor: Actor): Promise<void> {
    const { name, requestId } = actor;
    await audit.append({
      actor: name,
      action,
      target: model,
      before: null,
      after: null,
      requestId,
    });
  }

  async function slotFor(model: string): Promise<Lease> {
    try {
      return await acquireForWarmup(limiter, model, { maxWaitMs: longestWaitMs });
    } catch (error) {
      throw isAdmissionError(error) ? toRefusal(error, model, 'chat') : error;
    }
  }

  return {
    async warm(model, actor) {
      const profile = await profiles.profileOf(model);
      await note('models.warm', model, actor);
      using _slot = await slotFor(model);
      const { loadMs } = await ollama.load(model, profile);
      return { model, resident: true, loadMs: Math.round(loadMs) };
    },
    async unload(model, actor) {
      await profiles.profileOf(model);
      await note('models.unload', model, actor);
      await ollama.unload(model);
      return { model, resident: false, loadMs: null };
    },
  };
}
