import * as z from 'zod';

const LimiterModel = z.object({
  model: z.string(),
  limit: z.int(),
  inUse: z.int(),
  draining: z.int(),
  queued: z.int(),
  granted: z.int(),
  refused: z.record(z.string(), z.int()),
});

const WarmModel = z.object({
  model: z.string(),
  state: z.enum(['waiting', 'loading', 'resident', 'evicted', 'failed']),
  checkedAt: z.iso.datetime().nullable(),
  loadMs: z.int().nullable(),
  contextLength: z.int().nullable(),
  vramShare: z.number().nullable(),
  expiresAt: z.string().nullable(),
  error: z.string().nullable(),
});
export type WarmModel = z.output<typeof WarmModel>;

/** Everything Hearth knows of itself at one moment. A state that was never probed is `unknown`, never well. */
export const SystemSnapshot = z
  .object({
    version: z.string(),
    at: z.iso.datetime(),
    startedAt: z.iso.datetime(),
    draining: z.boolean(),
    upstream: z.object({
      url: z.string(),
      demo: z.boolean(),
      state: z.enum(['up', 'down', 'unknown']),
      version: z.string().nullable(),
      checkedAt: z.iso.datetime().nullable(),
      error: z.string().nullable(),
    }),
    stores: z.object({
      relational: z.object({
        kind: z.enum(['embedded', 'postgres']),
        state: z.enum(['up', 'down', 'unknown']),
        checkedAt: z.iso.datetime().nullable(),
        error: z.string().nullable(),
      }),
    }),
    limiter: z.object({ queueLimit: z.int(), models: z.array(LimiterModel) }),
    warm: z.array(WarmModel),
    usage: z.object({ pendingRows: z.int(), droppedRows: z.int() }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'SystemSnapshot' });
export type SystemSnapshot = z.output<typeof SystemSnapshot>;
