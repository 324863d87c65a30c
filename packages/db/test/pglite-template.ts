import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { migrate } from '../src/migrate.ts';
import { createPgliteSession } from '../src/pglite/pglite-session.ts';

const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url));

/** Another PGlite or another migration is another template. */
function templateName(): string {
  const journal = readFileSync(new URL('../drizzle/meta/_journal.json', import.meta.url));
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const hash = createHash('sha256').update(journal).update(readFileSync(pglite)).digest('hex');
  return `pglite-${hash.slice(0, 16)}.tar.gz`;
}

async function build(): Promise<Blob> {
  const client = await PGlite.create();
  const session = createPgliteSession(client);
  await session.transaction(migrate);
  const dump = await client.dumpDataDir('gzip');
  await client.close();
  return dump;
}

/**
 * A migrated, empty database for `openPglite`, which then opens in well under a second. Built once a machine and kept beside
 * the installed packages; test files that run at once may each build it, and the last one stays.
 */
export async function pgliteTemplate(): Promise<Blob> {
  const file = join(cache, templateName());
  if (existsSync(file)) return new Blob([readFileSync(file)]);
  const template = await build();
  mkdirSync(cache, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, new Uint8Array(await template.arrayBuffer()));
  renameSync(draft, file);
  return template;
}
