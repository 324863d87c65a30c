import { mkdirSync } from 'node:fs';
import { PGlite, types } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { migrate } from '../migrate.ts';
import type { Store } from '../ports.ts';
import { createRepositories } from '../repositories.ts';
import { prepareDataFolder } from './data-folder.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { createPgliteSession } from './pglite-session.ts';

export interface OpenPgliteOptions {
  /** Made with mode 0700 when it isn't there. `memory` keeps nothing on disk. */
  readonly folder: string;
  /** What `dumpDataDir` gave for another database: a new one starts from it in a fifth of the time. */
  readonly template?: Blob | undefined;
}

/** drizzle parses JSON itself: parsed twice, the text "true" would come back as a boolean. */
const parsers = { [types.JSONB]: (text: string) => text };

/** Safe to call twice, also while the first call is under way. */
function closeOnce(client: PGlite): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= client.close();
    return closing;
  };
}

async function startStore(client: PGlite, lock: FolderLock): Promise<Store> {
  const session = createPgliteSession(client, lock.lost);
  const close = closeOnce(client);
  try {
    await session.transaction(migrate);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: 'embedded',
    ...createRepositories(session),
    async check() {
      await session.run((database) => database.execute(sql`select 1`));
    },
    async [Symbol.asyncDispose]() {
      await close();
      lock.release();
    },
  };
}

async function openInMemory(template: Blob | undefined): Promise<Store> {
  const client = await PGlite.create({ parsers, ...(template && { loadDataDir: template }) });
  return startStore(client, { lost: new AbortController().signal, release: () => {} });
}

async function openInFolder(folder: string, template: Blob | undefined): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const data = prepareDataFolder(folder);
    const loadDataDir = data.isNew ? template : undefined;
    const client = await PGlite.create(data.path, { parsers, ...(loadDataDir && { loadDataDir }) });
    const store = await startStore(client, lock);
    data.complete();
    return store;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Opens the database inside this process, brings its schema up to date and keeps other processes out of the folder.
 * A new one takes seconds (initdb runs in WebAssembly), an old one a fraction of a second. It survives the death of the process,
 * not of the machine: PGlite doesn't sync to disk. Rejects with `StoreLockedError` when another process has the folder.
 */
export function openPglite({ folder, template }: OpenPgliteOptions): Promise<Store> {
  return folder === 'memory' ? openInMemory(template) : openInFolder(folder, template);
}
