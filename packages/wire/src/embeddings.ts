import * as z from 'zod';
import { refusal } from './refusal.ts';

const tokenIds = z.union([z.array(z.number()).min(1), z.array(z.array(z.number()).min(1)).min(1)]);

const Texts = z.union(
  [
    z.string().min(1, 'the text must not be empty'),
    z
      .array(z.string())
      .min(1, 'at least one text is needed')
      .max(2048, 'at most 2048 texts are taken'),
  ],
  { error: 'expected a string or an array of strings' },
);

/** langchain-openai for Python sends token ids by default; they belong to another tokenizer and mean nothing here. */
const NotTokens = z.custom<z.input<typeof Texts>>().superRefine((input: unknown, context) => {
  if (!tokenIds.safeParse(input).success) return;
  context.addIssue(
    refusal(
      'unsupported_parameter',
      "'input' holds token ids, which belong to another tokenizer. Send text (in langchain-openai for Python: check_embedding_ctx_length=False).",
    ),
  );
});

/** `POST /v1/embeddings` and the input of `embed.create`. `model` may be absent where a default model is set. */
export const EmbeddingRequest = z
  .object({
    model: z.string().min(1).max(256).nullish(),
    input: NotTokens.pipe(Texts),
    encoding_format: z.enum(['float', 'base64']).nullish(),
    dimensions: z.int().min(1).nullish(),
  })
  .meta({ id: 'EmbeddingRequest' });
export type EmbeddingRequest = z.output<typeof EmbeddingRequest>;

const EmbeddingUsage = z.object({ prompt_tokens: z.int(), total_tokens: z.int() });

const embeddingList = <Vector extends z.ZodType>(vector: Vector) =>
  z.object({
    object: z.literal('list'),
    data: z.array(z.object({ object: z.literal('embedding'), index: z.int(), embedding: vector })),
    model: z.string(),
    usage: EmbeddingUsage,
  });

/** Vectors as numbers, L2-normalised by Ollama, in the order of the input. */
export const EmbeddingList = embeddingList(z.array(z.number()));
export type EmbeddingList = z.output<typeof EmbeddingList>;

/** On `/v1` a vector may also be base64 of little-endian float32, which both openai SDKs ask for by default. */
export const EncodedEmbeddingList = embeddingList(z.union([z.array(z.number()), z.string()])).meta({
  id: 'EmbeddingList',
});
export type EncodedEmbeddingList = z.output<typeof EncodedEmbeddingList>;
