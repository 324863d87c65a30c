export { openPostgres } from './postgres/open-postgres.ts';
export type { OpenPostgresOptions } from './postgres/postgres-settings.ts';
