export { pgliteTemplate } from './pglite-template.ts';
export { postgresMissing } from './postgres-binaries.ts';
export { type PostgresServer, type StopMode, startPostgres } from './postgres-server.ts';
