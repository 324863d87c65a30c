import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { UsageRow, UsageStatus, UsageSurface } from './ports.ts';

// Milliseconds, as a JavaScript Date has: what is read back equals what was written.
const moment = () => timestamp({ withTimezone: true, precision: 3 });

export const apiKeys = pgTable('api_keys', {
  id: text().primaryKey(),
  name: text().notNull(),
  digest: text().notNull().unique('api_keys_digest_key'),
  pepperId: text().notNull(),
  hint: text().notNull(),
  // Not text[]: drizzle's parser of arrays loses backslashes (drizzle-orm pg-core/utils/array.js).
  scopes: jsonb().$type<readonly string[]>().notNull(),
  models: jsonb().$type<readonly string[]>(),
  rpm: integer(),
  tpm: integer(),
  concurrency: integer(),
  createdAt: moment().notNull().defaultNow(),
  expiresAt: moment(),
  revokedAt: moment(),
  lastUsedAt: moment(),
});

// No foreign key to api_keys: a usage row is never refused because of what happened to its key.
export const usageEvents = pgTable(
  'usage_events',
  {
    requestId: text().primaryKey(),
    startedAt: moment().notNull(),
    endedAt: moment().notNull(),
    surface: text().$type<UsageSurface>().notNull(),
    route: text().notNull(),
    model: text().notNull(),
    keyId: text(),
    keyName: text(),
    status: text().$type<UsageStatus>().notNull(),
    httpStatus: integer().notNull(),
    errorCode: text(),
    stream: boolean().notNull(),
    promptTokens: integer().notNull(),
    completionTokens: integer().notNull(),
    tokensSource: text().$type<UsageRow['tokensSource']>().notNull(),
    queueMs: integer().notNull(),
    loadMs: integer(),
    firstTokenMs: integer(),
    totalMs: integer().notNull(),
  },
  (table) => [
    index('usage_events_started_at_index').on(table.startedAt, table.requestId),
    index('usage_events_key_index').on(table.keyId, table.startedAt),
    index('usage_events_model_index').on(table.model, table.startedAt),
  ],
);

export const modelProfiles = pgTable('model_profiles', {
  model: text().primaryKey(),
  contextLength: integer(),
  keepAlive: text(),
  warm: boolean().notNull(),
  slots: integer(),
  think: jsonb().$type<boolean | string>(),
  updatedAt: moment().notNull().defaultNow(),
});

export const auditLog = pgTable('audit_log', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: moment().notNull().defaultNow(),
  actor: text().notNull(),
  action: text().notNull(),
  target: text(),
  before: jsonb(),
  after: jsonb(),
  requestId: text(),
});
