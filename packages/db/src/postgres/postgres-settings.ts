import postgres from 'postgres';

export interface OpenPostgresOptions {
  /** `postgres://user:password@host:port/database`, with one host; `?sslmode=` and the like as libpq has them. */
  readonly url: string;
  /** The most connections at once. Default 10. */
  readonly connections?: number | undefined;
  /** For a connection to be made, signed in and ready, in ms. Default 1500. */
  readonly connectTimeoutMs?: number | undefined;
  /** For one of the connections to be free, in ms. Default 1000. */
  readonly acquireTimeoutMs?: number | undefined;
  /** For one query or transaction, in ms. Default 5000. The server gives up on a statement at four fifths of it. */
  readonly queryTimeoutMs?: number | undefined;
}

export type PostgresSettings = {
  readonly [Name in keyof OpenPostgresOptions]-?: NonNullable<OpenPostgresOptions[Name]>;
};

/** Asks the parser that will read it. A client that runs no query opens nothing. */
function isDatabaseUrl(url: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(url)) return false;
  try {
    return postgres(url, { max: 1 }).options.host.length === 1;
  } catch {
    return false;
  }
}

/** Throws when `url` is none; without quoting it, for it holds a password. */
export function postgresSettings(options: OpenPostgresOptions): PostgresSettings {
  if (!isDatabaseUrl(options.url)) {
    throw new TypeError(
      'The database URL must look like postgres://user:password@host:5432/name, with one host',
    );
  }
  return {
    url: options.url,
    connections: options.connections ?? 10,
    connectTimeoutMs: options.connectTimeoutMs ?? 1_500,
    acquireTimeoutMs: options.acquireTimeoutMs ?? 1_000,
    queryTimeoutMs: options.queryTimeoutMs ?? 5_000,
  };
}
