import { sql } from 'drizzle-orm';
import type { Store } from '../ports.ts';
import { createRepositories } from '../repositories.ts';
import { withTimeLimit } from '../time-limit.ts';
import { createPool } from './pool.ts';
import { createPostgresSession } from './postgres-session.ts';
import { type OpenPostgresOptions, postgresSettings } from './postgres-settings.ts';

const checkMs = 2_000;

/**
 * A store on a PostgreSQL server (12 or newer). Opening doesn't connect: while the server is away every method rejects with
 * `StoreUnavailableError`, and the first one after it is back runs the migrations and succeeds. Throws `TypeError` when the URL is
 * none.
 */
export async function openPostgres(options: OpenPostgresOptions): Promise<Store> {
  const settings = postgresSettings(options);
  const pool = createPool(settings);
  const session = createPostgresSession(pool, settings);
  return {
    kind: 'postgres',
    ...createRepositories(session),
    async check() {
      const answer = session.run((database) => database.execute(sql`select 1`));
      await withTimeLimit(checkMs, answer);
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}
