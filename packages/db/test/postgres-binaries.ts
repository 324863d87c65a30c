import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

function fromPgConfig(): string[] {
  try {
    return [execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim()];
  } catch {
    return [];
  }
}

/** Debian keeps the server's programs out of PATH, one folder a version. */
function fromDebian(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(root, version, 'bin'));
}

/** The folder of `initdb` and `postgres`. */
export function postgresBinaries(): string | undefined {
  return [...fromPgConfig(), ...fromDebian()].find((folder) => existsSync(join(folder, 'initdb')));
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

function numberOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

/** PostgreSQL refuses to run as root; undefined = the tests' own user will do. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: numberOf('-u'), gid: numberOf('-g') };
}

/** Why the tests that need a server can't run here; undefined = they can. Throws instead where CI is true. */
export function postgresMissing(): string | undefined {
  if (postgresBinaries() !== undefined) return undefined;
  const reason = 'PostgreSQL is not installed (no initdb by pg_config or in /usr/lib/postgresql)';
  if (process.env['CI'] === 'true') throw new Error(reason);
  return reason;
}
