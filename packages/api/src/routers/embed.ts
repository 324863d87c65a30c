import { EmbeddingList, EmbeddingRequest } from '@hearth/wire';
import { toModelCall } from '../model-call.ts';
import { wireInput } from '../parsers.ts';
import { keyProcedure, router } from '../trpc.ts';

export const embedRouter = router({
  /** Vectors as numbers, in the order of the input. `encoding_format` belongs to `/v1` and is ignored here. */
  create: keyProcedure('embed')
    .input(wireInput(EmbeddingRequest))
    .output(EmbeddingList)
    .mutation(({ ctx, input, path }) =>
      ctx.services.embed.create(input, toModelCall(ctx, { path, stream: false })),
    ),
});
