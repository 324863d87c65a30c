import { DrizzleQueryError } from 'drizzle-orm';
import { isStoreUnavailable, StoreUnavailableError } from './store-unavailable-error.ts';

/**
 * SQLSTATE (PostgreSQL appendix A) of faults of the server, not of the statement: whole classes by their first two characters.
 * 08 connection, 28 sign-in, 53 out of disk, memory or connections, 58 system error; 57P0x shutting down or starting up.
 */
const unavailableClasses = new Set(['08', '28', '53', '58']);
const unavailableStates = new Set([
  '25006', // read-only: a standby answers during a failover
  '3D000', // no such database
  '42P01', // no such table: the database was emptied, the migrations run again
  '55P03', // lock timeout
  '57014', // statement timeout
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);

/**
 * Codes of postgres.js (src/errors.js `connection`), Node's sockets, and TLS (OpenSSL's X509_V_ERR names without their prefix).
 * A SQLSTATE has five characters and no underscore.
 */
const connectionCode =
  /^(CONNECT|E[A-Z0-9]{3,}$|EAI_|SASL|ERR_(SOCKET|STREAM|SSL|TLS)_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

function meansUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(meansUnavailable);
  if (error instanceof Error && error.name === 'RuntimeError') return true; // a WebAssembly trap: PGlite is gone
  const code = codeOf(error);
  if (code.length === 5 && unavailableClasses.has(code.slice(0, 2))) return true;
  return unavailableStates.has(code) || connectionCode.test(code);
}

/** Takes off drizzle's wrapper: its message carries every parameter of the statement, which has no business in a log. */
function unwrap(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause ? error.cause : error;
}

/** The error a repository rejects with. */
export function toStoreError(thrown: unknown): unknown {
  const error = unwrap(thrown);
  if (isStoreUnavailable(error) || !meansUnavailable(error)) return error;
  const reason = codeOf(error) || (error instanceof Error ? error.name : 'unknown');
  return new StoreUnavailableError(`The database is unavailable (${reason})`, { cause: error });
}

/** The tables have gone: the database was emptied or exchanged while this process ran. */
export function isMissingTable(error: unknown): boolean {
  return isStoreUnavailable(error) && codeOf(error.cause) === '42P01';
}
