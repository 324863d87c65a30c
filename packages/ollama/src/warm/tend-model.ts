import type { ModelProfile } from '../mapping/model-profile.ts';
import type { OllamaRunningModel } from '../native/models.ts';
import type { CallOptions, Ollama } from '../native/ollama.ts';
import type { WarmEvent } from './warm-keeper.ts';
import type { WarmRecords } from './warm-records.ts';

interface TendOptions {
  readonly ollama: Pick<Ollama, 'load'>;
  readonly profileOf: (model: string, options?: CallOptions) => Promise<ModelProfile>;
  readonly acquire: (
    model: string,
    options: { readonly signal: AbortSignal },
  ) => Promise<{ release(): void }>;
  readonly records: WarmRecords;
  readonly onEvent: (event: WarmEvent) => void;
  readonly signal: AbortSignal;
  /** A model that leaves within this time is loaded again, which starts its time anew. */
  readonly leavesSoonMs: number;
  readonly now: () => number;
}

type Tend = (model: string, running: OllamaRunningModel | undefined) => Promise<void>;

/** Loads one model when it is missing, about to leave, or in memory with another context than its callers get. */
export function createTend(options: TendOptions): Tend {
  const { ollama, profileOf, acquire, records, onEvent, signal, leavesSoonMs, now } = options;

  /** What each model was last loaded with here, and what came of it: Ollama may give less, such as the trained context. */
  const loads = new Map<
    string,
    { readonly asked: number | undefined; readonly got?: number | undefined }
  >();

  function isAsAsked({ model, contextLength: asked }: ModelProfile, got: number | undefined) {
    if (asked === undefined || got === undefined || got === asked) return true;
    const last = loads.get(model);
    if (last === undefined || last.asked !== asked) return false;
    loads.set(model, { asked, got: last.got ?? got });
    return last.got === undefined || last.got === got;
  }

  function needsLoad(profile: ModelProfile, running: OllamaRunningModel | undefined): boolean {
    if (running === undefined) return true;
    const { contextLength, expiresAt } = running;
    if (!isAsAsked(profile, contextLength)) return true;
    return expiresAt !== undefined && Date.parse(expiresAt) - now() < leavesSoonMs;
  }

  async function takeSlot(model: string): Promise<{ release(): void } | undefined> {
    try {
      return await acquire(model, { signal });
    } catch (error) {
      if (!signal.aborted) onEvent({ kind: 'skipped', model, error });
      return undefined;
    }
  }

  async function load(model: string, profile: ModelProfile, isThere: boolean): Promise<void> {
    const slot = await takeSlot(model);
    if (slot === undefined) return;
    try {
      if (!isThere) records.show(model, { state: 'loading' });
      records.countLoad(model);
      loads.set(profile.model, { asked: profile.contextLength });
      const { loadMs } = await ollama.load(profile.model, profile, { signal });
      // A load of what is there already takes no time, and says nothing of a cold one.
      records.show(model, { state: 'resident', error: null, ...(isThere ? {} : { loadMs }) });
      onEvent({ kind: 'loaded', model, loadMs });
    } finally {
      slot.release();
    }
  }

  return async (model, running) => {
    if (records.see(model, running).isEvicted) onEvent({ kind: 'evicted', model });
    if (!records.mayLoad(model)) return;
    try {
      const profile = await profileOf(model, { signal });
      if (needsLoad(profile, running)) await load(model, profile, running !== undefined);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      records.show(model, { state: 'failed', error: message });
      onEvent({ kind: 'failed', model, error });
    }
  };
}
