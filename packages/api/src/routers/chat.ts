import {
  type ChatChunk,
  ChatCompletion,
  ChatRequest,
  foldChat,
  Model,
  ModelList,
  ModelNameRequest,
} from '@hearth/wire';
import { assertAcceptsStream, toModelCall } from '../model-call.ts';
import { streamOf, wireInput } from '../parsers.ts';
import { keyProcedure, router } from '../trpc.ts';

export const chatRouter = router({
  /** One completion. */
  complete: keyProcedure('chat')
    .input(wireInput(ChatRequest))
    .output(ChatCompletion)
    .mutation(async ({ ctx, input, path }) =>
      foldChat(await ctx.services.chat.open(input, toModelCall(ctx, { path, stream: false }))),
    ),

  /** The same as batches of chunks, one batch for each read from Ollama. The last chunk has the usage and no choice. */
  stream: keyProcedure('chat')
    .input(wireInput(ChatRequest))
    .output(streamOf<ChatChunk>())
    .mutation(({ ctx, input, path }) => {
      assertAcceptsStream(ctx);
      const stream = input.stream !== false;
      return ctx.services.chat.open(input, toModelCall(ctx, { path, stream }));
    }),

  /** The models this key may use. */
  models: keyProcedure('models')
    .output(ModelList)
    .query(async ({ ctx }) => ({
      object: 'list' as const,
      data: [...(await ctx.services.models.list(ctx.principal))],
    })),

  /** One of them. */
  model: keyProcedure('models')
    .input(wireInput(ModelNameRequest))
    .output(Model)
    .query(({ ctx, input }) => ctx.services.models.find(input.model, ctx.principal)),
});
