import * as z from 'zod';

/** Tokens as OpenAI counts them. Thinking is part of `completion_tokens`: Ollama gives no separate count. */
export const CompletionUsage = z
  .object({
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    total_tokens: z.int(),
  })
  .meta({ id: 'CompletionUsage' });
export type CompletionUsage = z.output<typeof CompletionUsage>;

/** Where the time of a call went, in whole milliseconds, and its speed. A Hearth extra: OpenAI clients ignore it. */
export const CallTimings = z
  .object({
    queue_ms: z.int(),
    load_ms: z.int(),
    first_token_ms: z.int().nullable(),
    total_ms: z.int(),
    tokens_per_second: z.number().nullable(),
  })
  .meta({ id: 'CallTimings' });
export type CallTimings = z.output<typeof CallTimings>;
