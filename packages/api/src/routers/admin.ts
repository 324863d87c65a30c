import {
  ApiKey,
  CreatedKey,
  InstalledModels,
  KeyCreateRequest,
  KeyList,
  KeyRevokeRequest,
  ModelMoved,
  ModelNameRequest,
  SystemSnapshot,
  UsageRows,
  UsageRowsRequest,
  UsageSummary,
  UsageSummaryRequest,
} from '@hearth/wire';
import { wireInput } from '../parsers.ts';
import { adminProcedure, router } from '../trpc.ts';

const read = adminProcedure('admin:read');
const write = adminProcedure('admin:*');

const keysRouter = router({
  /** Makes a key. The answer is the only one that ever carries it. */
  create: write
    .input(wireInput(KeyCreateRequest))
    .output(CreatedKey)
    .mutation(({ ctx, input }) => ctx.services.keys.create(input, ctx.actor)),
  list: read
    .output(KeyList)
    .query(async ({ ctx }) => ({ keys: [...(await ctx.services.keys.list())] })),
  /** Ends a key at once. Revoking a revoked key changes nothing. */
  revoke: write
    .input(wireInput(KeyRevokeRequest))
    .output(ApiKey)
    .mutation(({ ctx, input }) => ctx.services.keys.revoke(input.id, ctx.actor)),
});

const usageRouter = router({
  summary: read
    .input(wireInput(UsageSummaryRequest))
    .output(UsageSummary)
    .query(({ ctx, input }) => ctx.services.usage.summary(input)),
  /** One row a call, newest first. */
  rows: read
    .input(wireInput(UsageRowsRequest))
    .output(UsageRows)
    .query(async ({ ctx, input }) => ({ rows: [...(await ctx.services.usage.rows(input))] })),
});

const modelsRouter = router({
  list: read
    .output(InstalledModels)
    .query(async ({ ctx }) => ({ models: [...(await ctx.services.models.installed())] })),
  /** Loads a model with the options that callers use. Waits for the load. */
  warm: write
    .input(wireInput(ModelNameRequest))
    .output(ModelMoved)
    .mutation(({ ctx, input }) => ctx.services.models.warm(input.model, ctx.actor)),
  unload: write
    .input(wireInput(ModelNameRequest))
    .output(ModelMoved)
    .mutation(({ ctx, input }) => ctx.services.models.unload(input.model, ctx.actor)),
});

const systemRouter = router({
  snapshot: read.output(SystemSnapshot).query(({ ctx }) => ctx.services.system.snapshot()),
});

export const adminRouter = router({
  keys: keysRouter,
  usage: usageRouter,
  models: modelsRouter,
  system: systemRouter,
});
