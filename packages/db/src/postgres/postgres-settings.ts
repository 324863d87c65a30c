export interface OpenPostgresOptions {
  /** `postgres://user:password@host:port/database`, with `?sslmode=` and the like as libpq has them. */
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

/** Throws when `url` is none; without quoting it, for it holds a password. */
export function postgresSettings(options: OpenPostgresOptions): PostgresSettings {
  const protocol = URL.parse(options.url)?.protocol;
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    throw new TypeError('The database URL must look like postgres://user:password@host:5432/name');
  }
  return {
    url: options.url,
    connections: options.connections ?? 10,
    connectTimeoutMs: options.connectTimeoutMs ?? 1_500,
    acquireTimeoutMs: options.acquireTimeoutMs ?? 1_000,
    queryTimeoutMs: options.queryTimeoutMs ?? 5_000,
  };
}
