import { setImmediate, setTimeout } from 'node:timers/promises';

export interface RejectionWatch extends Disposable {
  /** Rejections that nobody had handled once everything under way has settled. */
  settled(): Promise<readonly unknown[]>;
}

/** Takes the place of the runner's own listener while it lives. */
export function watchRejections(): RejectionWatch {
  const rejections: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  const note = (reason: unknown) => rejections.push(reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  return {
    async settled() {
      await setTimeout(100);
      await setImmediate();
      return rejections;
    },
    [Symbol.dispose]() {
      process.off('unhandledRejection', note);
      for (const other of others) process.on('unhandledRejection', other);
    },
  };
}
