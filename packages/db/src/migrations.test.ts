import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'vitest';
import { pgliteTemplate } from '../test/pglite-template.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { migrate } from './migrate.ts';
import { createPgliteSession } from './pglite/pglite-session.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function drizzleKit(...words: string[]): void {
  const program = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs');
  execFileSync(process.execPath, [program, ...words], { cwd: root, stdio: 'pipe' });
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

test('the migrations are what drizzle-kit makes of the schema', { timeout: 60_000 }, () => {
  using copy = temporaryFolder();
  cpSync(join(root, 'drizzle'), copy.path, { recursive: true });
  const before = filesIn(copy.path);
  const target = ['--dialect=postgresql', '--casing=snake_case', '--schema=./src/schema.ts'];
  drizzleKit('generate', ...target, `--out=${relative(root, copy.path)}`);
  drizzleKit('check', '--dialect=postgresql', `--out=${relative(root, copy.path)}`);
  expect(filesIn(copy.path)).toEqual(before);
  const journal = 'meta/_journal.json';
  expect(readFileSync(join(copy.path, journal), 'utf8')).toBe(
    readFileSync(join(root, 'drizzle', journal), 'utf8'),
  );
});

test('migrating again, also at once from two sides, changes nothing', async () => {
  const client = await PGlite.create({ loadDataDir: await pgliteTemplate() });
  const session = createPgliteSession(client);
  const rows = async () => (await client.query('select * from hearth_migrations')).rows;
  const before = await rows();
  await Promise.all([session.transaction(migrate), session.transaction(migrate)]);
  expect(before.length).toBeGreaterThan(0);
  expect(await rows()).toEqual(before);
  await client.close();
});
