import * as z from 'zod';
import { Duration } from './duration.ts';

/** A moment (ISO 8601) or how long ago (`24h`). */
const Since = z.union([Duration, z.iso.datetime({ offset: true })], {
  error: 'expected a duration such as 24h or an ISO 8601 time',
});

const UsageGroup = z.enum(['key', 'model', 'day']);
export type UsageGroup = z.output<typeof UsageGroup>;

export const UsageSummaryRequest = z.object({
  since: Since.default('24h'),
  until: Since.nullish(),
  by: z.array(UsageGroup).max(3).default([]),
});
export type UsageSummaryRequest = z.output<typeof UsageSummaryRequest>;

export const UsageSummary = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  rows: z.array(
    z.object({
      key: z.string().nullish(),
      keyName: z.string().nullish(),
      model: z.string().nullish(),
      day: z.string().nullish(),
      requests: z.int(),
      errors: z.int(),
      promptTokens: z.int(),
      completionTokens: z.int(),
      totalTokens: z.int(),
    }),
  ),
});
export type UsageSummary = z.output<typeof UsageSummary>;

export const UsageRowsRequest = z.object({
  since: Since.default('24h'),
  limit: z.int().min(1).max(10_000).default(1_000),
});
export type UsageRowsRequest = z.output<typeof UsageRowsRequest>;

/** How a call ended. `refused` never reached Ollama; `aborted` = the caller went away. */
export const callEndings = [
  'done',
  'aborted',
  'upstream_error',
  'timeout',
  'refused',
  'error',
] as const;
export type CallEnding = (typeof callEndings)[number];

/** One call. `tokens` is prompt and completion together; `tokensSource` says who counted them. */
export const UsageRow = z.object({
  requestId: z.string(),
  at: z.iso.datetime(),
  surface: z.string(),
  route: z.string(),
  model: z.string(),
  key: z.string().nullable(),
  keyName: z.string().nullable(),
  status: z.enum(callEndings),
  httpStatus: z.int(),
  errorCode: z.string().nullable(),
  stream: z.boolean(),
  promptTokens: z.int(),
  completionTokens: z.int(),
  tokens: z.int(),
  tokensSource: z.enum(['upstream', 'estimated', 'none']),
  queueMs: z.int(),
  loadMs: z.int().nullable(),
  firstTokenMs: z.int().nullable(),
  totalMs: z.int(),
});
export type UsageRow = z.output<typeof UsageRow>;

export const UsageRows = z.object({ rows: z.array(UsageRow) });
