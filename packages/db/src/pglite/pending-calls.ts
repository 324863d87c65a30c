import { receiveError } from './sent-error.ts';
import type { Answer } from './thread-ports.ts';

export interface PendingCalls {
  wait(id: number): Promise<unknown>;
  settle(answer: Answer): void;
  rejectAll(error: unknown): void;
}

/** `onBusy` is called when the first call begins to wait, `onIdle` when none waits any more. */
export function createPendingCalls(onBusy: () => void, onIdle: () => void): PendingCalls {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();

  return {
    wait(id) {
      const call = Promise.withResolvers<unknown>();
      if (waiting.size === 0) onBusy();
      waiting.set(id, call);
      return call.promise;
    },
    settle(answer) {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) onIdle();
      if ('error' in answer) call?.reject(receiveError(answer.error));
      else call?.resolve(answer.value);
    },
    rejectAll(error) {
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
    },
  };
}
