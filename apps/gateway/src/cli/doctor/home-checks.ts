import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../../env.ts';
import { openHome } from '../../home/home.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';

const othersMay = 0o077;

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function nearestExisting(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearestExisting(parent);
}

/** Windows has no such modes: there the folder is as private as the user's profile. */
function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & othersMay) !== 0;
}

export function checkHome({ home }: Environment): Finding {
  const existing = nearestExisting(home);
  if (!isWritable(existing) || !statSync(existing).isDirectory())
    return problem(
      'home',
      `Hearth can't write in ${existing}.`,
      `Make it a writable folder, or name another with HEARTH_HOME.`,
    );
  if (existing !== home) return ok('home', `${home} is not there yet: the first start makes it`);
  if (isOpenToOthers(home))
    return problem('home', `Other users may look into ${home}.`, `chmod 700 '${home}'`);
  return ok('home', `${home}, private`);
}

function readable(home: string): Finding {
  try {
    return ok('pepper', `present (${openHome(home).pepper().id})`);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return problem('pepper', detail, 'Restore the file from a backup.');
  }
}

/** The secret under which keys are stored. */
export function checkPepper({ home, databaseUrl }: Environment): Finding {
  const file = join(home, 'pepper');
  if (existsSync(file)) {
    if (!isOpenToOthers(file)) return readable(home);
    return problem('pepper', `Other users may read ${file}.`, `chmod 600 '${file}'`);
  }
  if (databaseUrl === undefined && existsSync(join(home, 'database')))
    return problem(
      'pepper',
      `${file} has gone, and without it no stored key can be checked.`,
      'Restore it from a backup. If there is none, make new keys.',
    );
  return skipped('pepper', 'the first start makes it; every replica needs the same one');
}
