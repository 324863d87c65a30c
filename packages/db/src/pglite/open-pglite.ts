import { mkdirSync } from 'node:fs';
import type { Store } from '../ports.ts';
import { prepareDataFolder } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { type StoreThread, startThread } from './store-thread.ts';
import { createThreadStore } from './thread-store.ts';

export interface OpenPgliteOptions {
  /** Made with mode 0700 when it isn't there. `memory` keeps nothing on disk. */
  readonly folder: string;
  /** What `dumpDataDir` gave for another database: a new one starts from it in a fifth of the time. */
  readonly template?: Blob | undefined;
}

function openInMemory(template: Blob | undefined): Promise<Store> {
  const lock = { lost: new AbortController().signal, release: () => {} };
  const start = () => startThread({ path: undefined, template });
  return createThreadStore({ lock, start, survives: false });
}

async function startIn(folder: string, template: Blob | undefined): Promise<StoreThread> {
  const { path, isNew, complete } = prepareDataFolder(folder);
  const thread = await startThread({ path, template: isNew ? template : undefined });
  complete();
  return thread;
}

async function openInFolder(folder: string, template: Blob | undefined): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const start = () => startIn(folder, template);
    return await createThreadStore({ lock, start, survives: true });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Opens the database on a thread of this process, brings its schema up to date and keeps other processes out of the folder.
 * A new one takes seconds (initdb runs in WebAssembly), an old one half a second. It survives the death of the process, not of the
 * machine: PGlite doesn't sync to disk. When the thread dies, the calls under way reject with `StoreUnavailableError`, and the next
 * one opens the folder again; a database in memory is lost. Rejects with `StoreLockedError` when another process has the folder.
 */
export function openPglite({ folder, template }: OpenPgliteOptions): Promise<Store> {
  return folder === 'memory' ? openInMemory(template) : openInFolder(folder, template);
}
