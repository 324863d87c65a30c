import type { Store } from '../ports.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import type { FolderLock } from './folder-lock.ts';
import { createRemotePorts, type Send } from './remote-ports.ts';
import type { StoreThread } from './store-thread.ts';

export interface ThreadStoreOptions {
  readonly lock: FolderLock;
  /** Opens the database on a new thread. */
  readonly start: () => Promise<StoreThread>;
  /** The database is there again after its thread has ended: false for one in memory. */
  readonly survives: boolean;
}

/** Reaches the thread, and starts another when it has ended: the lock on the folder is still ours. */
async function keepThread({ start, survives }: Omit<ThreadStoreOptions, 'lock'>) {
  let thread = await start();
  let starting: Promise<StoreThread> | undefined;

  async function restart(): Promise<StoreThread> {
    try {
      thread = await start();
      return thread;
    } catch (cause) {
      throw new StoreUnavailableError("The database can't be opened again", { cause });
    } finally {
      starting = undefined;
    }
  }

  return {
    async reach(): Promise<StoreThread> {
      if (thread.isRunning()) return thread;
      if (!survives) throw new StoreUnavailableError('The database was in memory and is lost');
      starting ??= restart();
      return starting;
    },
    /** The thread that runs, also when it is just being started. */
    async last(): Promise<StoreThread> {
      await starting?.catch(() => {});
      return thread;
    },
  };
}

async function closeThread(thread: StoreThread): Promise<void> {
  if (!thread.isRunning()) return;
  try {
    await createRemotePorts(thread.send).control.close();
  } finally {
    await thread.end();
  }
}

/** A store whose database runs on a thread. Disposing it closes the database, ends the thread and gives the lock up. */
export async function createThreadStore(options: ThreadStoreOptions): Promise<Store> {
  const { lock } = options;
  const { reach, last } = await keepThread(options);
  let closing: Promise<void> | undefined;

  const send: Send = async (call) => {
    if (closing !== undefined) throw new StoreUnavailableError('The database is closed');
    if (lock.lost.aborted)
      throw new StoreUnavailableError('The lock on the database was taken away');
    return (await reach()).send(call);
  };

  async function close(): Promise<void> {
    try {
      await closeThread(await last());
    } finally {
      lock.release();
    }
  }

  const { control, ...repositories } = createRemotePorts(send);
  return {
    kind: 'embedded',
    ...repositories,
    check: control.check,
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}
