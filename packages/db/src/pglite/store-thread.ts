import { Worker } from 'node:worker_threads';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import { createPendingCalls } from './pending-calls.ts';
import type { Send } from './remote-ports.ts';
import { receiveError, sendError } from './sent-error.ts';
import type { Answer, Opening } from './thread-ports.ts';

/** A database on a thread of its own. It keeps the process alive only while a call waits for its answer. */
export interface StoreThread {
  /** Rejects with `StoreUnavailableError` when the thread has ended, or ends before it answers. */
  readonly send: Send;
  isRunning(): boolean;
  /** Resolves when the thread has ended: nothing of it touches the folder any more. */
  end(): Promise<void>;
}

/**
 * By default V8 lets dozens of MiB of new objects pile up before it looks for garbage, and loading drizzle makes little else: with
 * a small nursery the process stays 100 MB smaller, at the same speed.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

function startWorker(opening: Opening): Worker {
  const file = new URL('./store-worker.ts', import.meta.url);
  return new Worker(file, { name: 'hearth-database', workerData: opening, resourceLimits });
}

/** Before the listener that gives the folder's lock up: the thread stops first. */
function endWithProcess(worker: Worker): void {
  const end = () => void worker.terminate();
  process.prependListener('exit', end);
  worker.once('exit', () => process.off('exit', end));
}

function watch(worker: Worker, onEnd: (error: StoreUnavailableError) => void): void {
  let cause: Error | undefined;
  worker.on('error', (error) => {
    cause = receiveError(sendError(error));
  });
  worker.on('messageerror', (error) => {
    cause = error;
    void worker.terminate();
  });
  worker.on('exit', () => {
    onEnd(new StoreUnavailableError("The database's thread has ended", cause && { cause }));
  });
}

function connect(worker: Worker) {
  const pending = createPendingCalls(
    () => worker.ref(),
    () => worker.unref(),
  );
  let ended: StoreUnavailableError | undefined;
  let lastId = 0;
  worker.on('message', (answer: Answer) => pending.settle(answer));
  watch(worker, (error) => {
    ended = error;
    pending.rejectAll(error);
  });
  const send: Send = async (call) => {
    if (ended !== undefined) throw ended;
    lastId += 1;
    worker.postMessage({ id: lastId, ...call });
    return pending.wait(lastId);
  };
  return { opened: pending.wait(0), send, isRunning: () => ended === undefined };
}

/** Resolves when the database is open and its schema up to date; when that fails the thread has ended before it rejects. */
export async function startThread(opening: Opening): Promise<StoreThread> {
  const worker = startWorker(opening);
  endWithProcess(worker);
  const { opened, send, isRunning } = connect(worker);
  const end = async () => void (await worker.terminate());
  try {
    await opened;
  } catch (error) {
    await end();
    throw error;
  }
  return { send, isRunning, end };
}
