/** A key as it is stored: never the key itself. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  /** HMAC-SHA-256 of the key under the pepper named by `pepperId`, in hex. Unique. */
  readonly digest: string;
  readonly pepperId: string;
  /** What people are shown: the first 8 and the last 4 characters. */
  readonly hint: string;
  readonly scopes: readonly string[];
  /** Models the key may call; null = all. */
  readonly models: readonly string[] | null;
  /** Requests a minute; null = no limit, as for the two below. */
  readonly rpm: number | null;
  /** Tokens a minute. */
  readonly tpm: number | null;
  /** Calls at once. */
  readonly concurrency: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** The store's clock sets the rest. */
export type NewKey = Omit<KeyRecord, 'createdAt' | 'revokedAt' | 'lastUsedAt'>;

/** What an administrator did. `before` and `after` are JSON values without secrets. */
export interface AuditEntry {
  /** Who: the id of a key, or a name such as `cli`. */
  readonly actor: string;
  /** What, such as `keys.revoke`. */
  readonly action: string;
  readonly target: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
}

export interface AuditRecord extends AuditEntry {
  /** Grows with every entry. */
  readonly id: number;
  readonly at: Date;
}

/**
 * Every method of every repository rejects with `StoreUnavailableError` when the database can't be reached or doesn't answer in
 * time, and with the driver's own error (SQLSTATE in `code`) when the database refuses a statement, such as a duplicate digest.
 * Methods that take an audit entry write it in the same transaction: when the entry can't be written, nothing is.
 */
export interface KeyRepository {
  /** Revoked and expired keys are found too: the caller judges them. */
  findByDigest(digest: string): Promise<KeyRecord | null>;
  create(key: NewKey, audit: AuditEntry): Promise<KeyRecord>;
  /**
   * Creates the key only when no key with the scope `admin:*` exists, revoked ones included; null when one does. Of several
   * replicas that start at once exactly one gets a record.
   */
  createFirst(key: NewKey): Promise<KeyRecord | null>;
  /** Creates the key unless one with its digest exists, and gives the stored record: it may be revoked. */
  ensure(key: NewKey): Promise<KeyRecord>;
  /** Newest first. */
  list(): Promise<readonly KeyRecord[]>;
  /** Null = unknown id. A key that is revoked already keeps its time, and no second audit entry is written. */
  revoke(id: string, audit: AuditEntry): Promise<KeyRecord | null>;
  /** Moves `lastUsedAt` forward when `at` is a minute or more past it. An unknown id is no error. */
  touch(id: string, at: Date): Promise<void>;
}

/** Where a call came in. */
export type UsageSurface = 'rest' | 'trpc' | 'internal';

/** How a call ended. `refused` never reached Ollama; `aborted` = the caller went away. */
export type UsageStatus = 'done' | 'aborted' | 'upstream_error' | 'timeout' | 'refused' | 'error';

/** One call. Durations are in milliseconds; fractions are rounded when the row is stored. */
export interface UsageRow {
  readonly requestId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly surface: UsageSurface;
  readonly route: string;
  readonly model: string;
  readonly keyId: string | null;
  readonly keyName: string | null;
  readonly status: UsageStatus;
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly stream: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Who counted the tokens. */
  readonly tokensSource: 'upstream' | 'estimated' | 'none';
  readonly queueMs: number;
  readonly loadMs: number | null;
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

export type UsageGroup = 'key' | 'model' | 'day';

/** `since` is included, `until` is not; both are compared with `startedAt`. */
export interface UsageWindow {
  readonly since: Date;
  readonly until?: Date | undefined;
}

/** Without groups: one row over the whole window, also when it is empty. */
export interface UsageSummaryQuery extends UsageWindow {
  readonly by: readonly UsageGroup[];
}

/** Group fields are there when they were asked for. `key` is a key's id; its name is the latest one used in the window. */
export interface UsageSummaryRow {
  readonly key?: string | null;
  readonly keyName?: string | null;
  readonly model?: string;
  /** UTC date, `YYYY-MM-DD`. */
  readonly day?: string;
  readonly requests: number;
  /** Requests that ended neither `done` nor `aborted`. */
  readonly errors: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

export interface UsageRowsQuery extends UsageWindow {
  readonly limit: number;
  /** Request id of the last row of the page before. */
  readonly before?: string | undefined;
}

export interface UsageRepository {
  /**
   * Stores each request once, whoever writes it and however often. No value makes a row unstorable: numbers and moments are
   * brought into range (an invalid date becomes 1970), NUL characters and lone surrogates are replaced, so that one odd row can't
   * hold up a batch for ever. One statement for each 40 rows, with a turn of the event loop before each; when one fails, the rows
   * of those before it are stored.
   */
  record(rows: readonly UsageRow[]): Promise<void>;
  /** Ordered by day, key and model, as far as they were asked for. */
  summary(query: UsageSummaryQuery): Promise<readonly UsageSummaryRow[]>;
  /** Newest first. */
  rows(query: UsageRowsQuery): Promise<readonly UsageRow[]>;
}

/** The runner options of one model, as saved by an administrator. Null = not set here. */
export interface ModelProfile {
  readonly model: string;
  readonly contextLength: number | null;
  /** As Ollama reads it: `5m`, `-1`. */
  readonly keepAlive: string | null;
  readonly warm: boolean;
  readonly slots: number | null;
  /** Default thinking: `true`, `false`, or a level such as `low`. */
  readonly think: boolean | string | null;
  readonly updatedAt: Date;
}

export type NewModelProfile = Omit<ModelProfile, 'updatedAt'>;

export interface ProfileRepository {
  /** By model name. */
  list(): Promise<readonly ModelProfile[]>;
  get(model: string): Promise<ModelProfile | null>;
  /** Replaces the whole profile of that model. */
  save(profile: NewModelProfile, audit: AuditEntry): Promise<ModelProfile>;
  /** The profile that was removed; null = there was none, and no audit entry is written. */
  remove(model: string, audit: AuditEntry): Promise<ModelProfile | null>;
}

export interface AuditQuery {
  readonly limit: number;
  /** Id of the last record of the page before. */
  readonly before?: number | undefined;
}

export interface AuditRepository {
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** Newest first. */
  list(query: AuditQuery): Promise<readonly AuditRecord[]>;
}

/** Everything relational. Disposing it closes the database; after that every method rejects with `StoreUnavailableError`. */
export interface Store extends AsyncDisposable {
  readonly kind: 'embedded' | 'postgres';
  readonly keys: KeyRepository;
  readonly usage: UsageRepository;
  readonly profiles: ProfileRepository;
  readonly audit: AuditRepository;
  /** One cheap round trip; rejects with `StoreUnavailableError`. */
  check(): Promise<void>;
}
