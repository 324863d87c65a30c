import { canonicalModelName } from '@hearth/wire';
import type { ModelProfile } from '../mapping/model-profile.ts';
import type { CallOptions, Ollama } from '../native/ollama.ts';
import { createTend } from './tend-model.ts';
import type { WarmEvent, WarmKeeper } from './warm-keeper.ts';
import { createWarmRecords } from './warm-records.ts';

export interface WarmKeeperOptions {
  readonly ollama: Pick<Ollama, 'running' | 'load'>;
  /** The models to keep. Read at every check. */
  readonly models: () => readonly string[];
  readonly profileOf: (model: string, options?: CallOptions) => Promise<ModelProfile>;
  /** A slot of the model, at the lowest priority. A rejection means "not now": it is asked again at the next check. */
  readonly acquire: (
    model: string,
    options: { readonly signal: AbortSignal },
  ) => Promise<{ release(): void }>;
  /** Milliseconds between two checks. Default 30 000. */
  readonly intervalMs?: number;
  readonly onEvent?: (event: WarmEvent) => void;
  /** Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Loads with the same runner options as callers, so that no first call loads again. A model that doesn't stay, because more are
 * to be kept than fit, is loaded less and less often instead of thrashing the others.
 */
export function createWarmKeeper(options: WarmKeeperOptions): WarmKeeper {
  const { ollama, models, intervalMs = 30_000, now = Date.now, onEvent = () => {} } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  const records = createWarmRecords({ intervalMs, now });
  const leavesSoonMs = 2 * intervalMs;
  const tend = createTend({ ...options, records, onEvent, signal, now, leavesSoonMs });
  let round: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function tendAll(kept: readonly string[]): Promise<void> {
    const running = await ollama.running({ signal });
    const byName = new Map(running.map((entry) => [canonicalModelName(entry.name), entry]));
    for (const model of kept) if (!signal.aborted) await tend(model, byName.get(model));
  }

  async function runRound(): Promise<void> {
    const kept = [...new Set(models().map(canonicalModelName))];
    records.keep(kept);
    if (kept.length === 0 || signal.aborted) return;
    try {
      await tendAll(kept);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      for (const model of kept) records.show(model, { error: message });
    }
  }

  async function check(): Promise<void> {
    round ??= runRound().finally(() => {
      round = undefined;
    });
    return round;
  }

  async function checkAgain(): Promise<void> {
    await check();
    if (signal.aborted) return;
    timer = setTimeout(checkAgain, intervalMs).unref();
  }

  return {
    check,
    start: () => void checkAgain(),
    snapshot: records.list,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      clearTimeout(timer);
      await round;
    },
  };
}
