import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPepper, type Pepper } from '../access/pepper.ts';

/** Hearth's folder: everything it keeps on this machine. */
export interface Home {
  readonly folder: string;
  readonly databaseFolder: string;
  /** Usage rows on their way into the database. */
  readonly journalFolder: string;
  /** Whether this start made the folder. */
  readonly isNew: boolean;
  pepper(): Pepper;
}

/** The folder can't be used; the message says what to do. */
export class HomeError extends Error {
  override readonly name = 'HomeError' as const;
}

const pepperBytes = 32;

function explain(folder: string, error: unknown): HomeError {
  const reason = error instanceof Error ? error.message : String(error);
  return new HomeError(
    `Hearth can't use its home folder ${folder}: ${reason}. Make it writable, or name another with HEARTH_HOME.`,
    { cause: error },
  );
}

/** Two first starts at once must agree on one pepper, so the file is made with O_EXCL and read back. */
function makePepperFile(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(pepperBytes).toString('hex')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
}

function readPepper(folder: string): Pepper {
  const file = join(folder, 'pepper');
  if (!existsSync(file)) makePepperFile(file);
  const text = readFileSync(file, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(text)) return createPepper('p1', Buffer.from(text, 'hex'));
  throw new HomeError(
    `The pepper in ${file} is damaged (expected 64 hex characters). Restore it from a backup: without it no stored key can be checked.`,
  );
}

/** Opens the folder, and makes it on the first start (mode 0700). Throws `HomeError`. */
export function openHome(folder: string): Home {
  try {
    const isNew = !existsSync(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isNew) chmodSync(folder, 0o700);
    return {
      folder,
      databaseFolder: join(folder, 'database'),
      journalFolder: join(folder, 'journal'),
      isNew,
      pepper: () => readPepper(folder),
    };
  } catch (error) {
    throw explain(folder, error);
  }
}
