export { emptyDatabase } from './empty-database.ts';
export { pgliteTemplate } from './pglite-template.ts';
export { postgresMissing } from './postgres-binaries.ts';
export {
  type PostgresServer,
  type StartPostgresOptions,
  type StopMode,
  startPostgres,
} from './postgres-server.ts';
