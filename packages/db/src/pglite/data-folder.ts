import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DataFolder {
  readonly path: string;
  /** Nothing is in it yet. */
  readonly isNew: boolean;
  /** To be called when the database in it is complete. */
  complete(): void;
}

/**
 * The folder that PGlite fills. A first start that died half-way leaves a cluster that can't be opened: a marker, there only
 * until the first migration is in, tells it from one that holds data, and such a folder is begun again.
 */
export function prepareDataFolder(folder: string): DataFolder {
  const path = join(folder, 'data');
  const marker = join(folder, 'initialising');
  if (existsSync(marker)) rmSync(path, { recursive: true, force: true });
  const isNew = !existsSync(path);
  if (isNew) writeFileSync(marker, '');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return { path, isNew, complete: () => rmSync(marker, { force: true }) };
}
