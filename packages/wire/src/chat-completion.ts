import * as z from 'zod';
import { CallTimings, CompletionUsage } from './usage.ts';

const FinishReason = z.enum(['stop', 'length', 'tool_calls', 'content_filter']);
export type FinishReason = z.output<typeof FinishReason>;

const TokenLogprob = z.object({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.int()).nullable(),
  top_logprobs: z.array(
    z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()).nullable() }),
  ),
});
export type TokenLogprob = z.output<typeof TokenLogprob>;

const Logprobs = z.object({
  content: z.array(TokenLogprob).nullable(),
  refusal: z.null(),
});

const EmittedToolCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

/** `reasoning` and `reasoning_content` carry the same text: @openai/agents reads the first, LangChain the second. */
const AssistantReply = z.object({
  role: z.literal('assistant'),
  content: z.string().nullable(),
  refusal: z.null(),
  reasoning: z.string().optional(),
  reasoning_content: z.string().optional(),
  tool_calls: z.array(EmittedToolCall).optional(),
});

/** The answer of `chat.complete` and of a `/v1/chat/completions` call that doesn't stream. */
export const ChatCompletion = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    system_fingerprint: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        message: AssistantReply,
        logprobs: Logprobs.nullable(),
        finish_reason: FinishReason,
      }),
    ),
    usage: CompletionUsage,
    hearth: CallTimings.optional(),
  })
  .meta({ id: 'ChatCompletion' });
export type ChatCompletion = z.output<typeof ChatCompletion>;

const ChatDelta = z.object({
  role: z.literal('assistant').optional(),
  content: z.string().optional(),
  reasoning: z.string().optional(),
  reasoning_content: z.string().optional(),
  tool_calls: z.array(EmittedToolCall.extend({ index: z.int() })).optional(),
});
export type ChatDelta = z.output<typeof ChatDelta>;

/** One piece of a streamed answer. The last one has no choice, and the usage. */
export const ChatChunk = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion.chunk'),
    created: z.int(),
    model: z.string(),
    system_fingerprint: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        delta: ChatDelta,
        logprobs: Logprobs.nullable(),
        finish_reason: FinishReason.nullable(),
      }),
    ),
    usage: CompletionUsage.nullish(),
    hearth: CallTimings.optional(),
  })
  .meta({ id: 'ChatChunk' });
export type ChatChunk = z.output<typeof ChatChunk>;
