import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** What both drivers have in common. Queries are written once, against this. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** How a repository reaches its database. Rejects with `StoreUnavailableError` or the driver's own error, never a wrapper. */
export interface Session {
  run<Result>(work: (database: Database) => Promise<Result>): Promise<Result>;
  /** Commits when `work` resolves, rolls back when it rejects. `work` awaits nothing but its own queries. */
  transaction<Result>(work: (database: Database) => Promise<Result>): Promise<Result>;
}
