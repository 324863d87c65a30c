import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Holder, liveHolder, thisHolder } from './holder.ts';
import { StoreLockedError } from './store-locked-error.ts';

export interface FolderLock {
  /** Fires when the lock file was taken away: somebody else may write now. */
  readonly lost: AbortSignal;
  release(): void;
}

const prefix = 'lock.';
const beatEveryMs = 5_000;
/** Two that start at the same moment may both step back; a few tries at random distances part them. */
const attempts = 5;

/** Appears under its name only when it is complete: a reader never sees half of it. */
function writeLock(folder: string): string {
  const name = `${process.pid}.${randomUUID()}`;
  const draft = join(folder, `draft.${name}`);
  const file = join(folder, `${prefix}${name}`);
  writeFileSync(draft, JSON.stringify(thisHolder()), { flag: 'wx', mode: 0o600 });
  renameSync(draft, file);
  return file;
}

/** Removes what dead processes left and finds a live one. */
function otherHolder(folder: string, own: string): Holder | undefined {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name))
    .filter((file) => file !== own);
  for (const file of files) {
    const holder = liveHolder(file);
    if (holder !== undefined) return holder;
    rmSync(file, { force: true });
  }
  return undefined;
}

/** Shows that the holder runs, to those who can't look its pid up. */
function beat(file: string, lost: AbortController): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    if (!existsSync(file)) lost.abort();
  }
}

function hold(file: string): FolderLock {
  const lost = new AbortController();
  const beating = setInterval(() => beat(file, lost), beatEveryMs).unref();
  const release = () => {
    clearInterval(beating);
    process.off('exit', release);
    rmSync(file, { force: true });
  };
  process.on('exit', release);
  return { lost: lost.signal, release };
}

/**
 * The right to write in `folder`, for one process at a time; rejects with `StoreLockedError`.
 * Everyone writes a file of its own and then looks for others, so of two contenders at least one sees the other: both can step
 * back, both can never go on. A file is removed only by its owner or when its owner is dead, so taking over a dead owner's lock
 * has no window, unlike removing one shared lock file.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  for (let attempt = 1; ; attempt += 1) {
    const own = writeLock(folder);
    const other = otherHolder(folder, own);
    if (other === undefined) return hold(own);
    rmSync(own, { force: true });
    if (attempt === attempts) throw new StoreLockedError(folder, other.pid);
    await sleep(20 + Math.random() * 80);
  }
}
