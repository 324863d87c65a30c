import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { holdLock } from './advisory-lock.ts';
import type { Database } from './session.ts';

const migrationsFolder = fileURLToPath(new URL('../drizzle', import.meta.url));

/** In the tables' own schema: a role that may not create schemas can still run Hearth. */
const applied = pgTable('hearth_migrations', {
  createdAt: bigint('created_at', { mode: 'number' }).primaryKey(),
  hash: text('hash').notNull(),
});

async function apply(database: Database, migration: MigrationMeta): Promise<void> {
  for (const statement of migration.sql) await database.execute(sql.raw(statement));
  const { folderMillis, hash } = migration;
  await database.insert(applied).values({ createdAt: folderMillis, hash });
}

/**
 * Brings the schema up to date. Must run in one transaction: drizzle's own migrator creates its table and reads it outside of
 * its transaction and takes no lock, so that two replicas that start at once both try the first migration
 * (drizzle-orm pg-core/dialect.js `migrate`).
 */
export async function migrate(database: Database): Promise<void> {
  await holdLock(database, 'migrate');
  await database.execute(
    sql`create table if not exists ${applied} (created_at bigint primary key, hash text not null)`,
  );
  const rows = await database.select({ createdAt: applied.createdAt }).from(applied);
  const done = new Set(rows.map((row) => row.createdAt));
  for (const migration of readMigrationFiles({ migrationsFolder })) {
    if (!done.has(migration.folderMillis)) await apply(database, migration);
  }
}
