import type { Runner } from './runner.ts';
import type { LoadedModel } from './scheduler.ts';

/** The runners that are loaded, by model. */
export interface Residents {
  find(model: string): Runner | undefined;
  size(): number;
  add(runner: Runner): void;
  remove(model: string): void;
  /** Evicts a runner and waits until it has ended; its calls in flight finish first. */
  clear(model: string, signal: AbortSignal): Promise<void>;
  /** An idle runner if there is one, else the one that would leave first (server/sched.go findRunnerToUnload). */
  victim(): string;
  list(): readonly LoadedModel[];
  dispose(): void;
}

export function createResidents(): Residents {
  const runners = new Map<string, Runner>();
  let wake = () => {};
  return {
    find: (model) => runners.get(model),
    size: () => runners.size,
    add: (runner) => void runners.set(runner.model.name, runner),
    remove(model) {
      runners.delete(model);
      wake();
    },
    async clear(model, signal) {
      runners.get(model)?.evict();
      while (runners.has(model) && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    victim: () => [...runners.values()].sort(byUse)[0]?.model.name ?? '',
    list: () => [...runners.values()].map(describe).sort((a, b) => b.expiresAt - a.expiresAt),
    dispose() {
      for (const { expiry } of runners.values()) expiry.stop();
      runners.clear();
    },
  };
}

function byUse(a: Runner, b: Runner): number {
  const idleFirst = Math.sign(a.references()) - Math.sign(b.references());
  return idleFirst || a.expiry.keepAliveMs() - b.expiry.keepAliveMs();
}

function describe({ model, options, expiry }: Runner): LoadedModel {
  return { model, contextLength: options.num_ctx, expiresAt: expiry.expiresAt() };
}
