import type { Worker } from 'node:worker_threads';

export interface WorkerWatch extends Disposable {
  /** Every thread that this process has started since. */
  readonly started: readonly Worker[];
  /** The last one of them. */
  last(): Worker;
}

export function watchWorkers(): WorkerWatch {
  const started: Worker[] = [];
  const add = (worker: Worker) => void started.push(worker);
  process.on('worker', add);
  return {
    started,
    last() {
      const worker = started.at(-1);
      if (worker === undefined) throw new Error('no thread was started');
      return worker;
    },
    [Symbol.dispose]: () => void process.off('worker', add),
  };
}
