import * as z from 'zod';
import { ChatMessage } from './chat-message.ts';
import { refusal } from './refusal.ts';

const Tool = z
  .object({
    type: z.literal('function'),
    function: z.object({
      name: z.string().min(1).max(128),
      description: z.string().nullish(),
      parameters: z.record(z.string(), z.unknown()).nullish(),
      strict: z.boolean().nullish(),
    }),
  })
  .meta({ id: 'Tool' });
export type Tool = z.output<typeof Tool>;

const ToolChoice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
  ],
  { error: "expected 'none', 'auto', 'required' or a function" },
);

const ResponseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().nullish(),
      description: z.string().nullish(),
      schema: z.record(z.string(), z.unknown()),
      strict: z.boolean().nullish(),
    }),
  }),
]);
export type ResponseFormat = z.output<typeof ResponseFormat>;

export const reasoningEfforts = [
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** Fields that would change the answer and that a local model can't honour. Refused by name, never ignored. */
const unsupported = {
  logit_bias: 'Ollama has no logit bias.',
  modalities: 'Only text comes out of a local model.',
  audio: 'Only text comes out of a local model.',
  web_search_options: 'Hearth does not search the web; give the model a tool instead.',
  functions: "'functions' was replaced by 'tools'; send 'tools'.",
  function_call: "'function_call' was replaced by 'tool_choice'; send 'tool_choice'.",
} as const;

function asksForNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === 'none') return true;
  if (Array.isArray(value)) return value.every((entry) => entry === 'text');
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const RefusedFields = z.object({
  n: z.int().nullish(),
  tool_choice: ToolChoice.nullish(),
  logit_bias: z.unknown().optional(),
  modalities: z.unknown().optional(),
  audio: z.unknown().optional(),
  web_search_options: z.unknown().optional(),
  functions: z.unknown().optional(),
  function_call: z.unknown().optional(),
});

const unsupportedField = (message: string, path: string) =>
  refusal('unsupported_parameter', message, [path]);

function* refusals(request: z.output<typeof RefusedFields>) {
  if (typeof request.n === 'number' && request.n !== 1) {
    yield unsupportedField(
      `'n' must be 1: a local model gives one choice a call. Send ${request.n} calls instead.`,
      'n',
    );
  }
  const choice = request.tool_choice;
  if (choice !== undefined && choice !== null && choice !== 'none' && choice !== 'auto') {
    yield unsupportedField(
      "'tool_choice' can be 'none' or 'auto': Ollama can't be forced to call a tool.",
      'tool_choice',
    );
  }
  for (const [name, reason] of Object.entries(unsupported)) {
    const value = request[name as keyof typeof unsupported];
    if (!asksForNothing(value))
      yield unsupportedField(`'${name}' is not supported. ${reason}`, name);
  }
}

const ChatFields = z.object({
  model: z.string().min(1).max(256).nullish(),
  messages: z
    .array(ChatMessage)
    .min(1, 'at least one message is needed')
    .max(2048, 'at most 2048 messages are taken'),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_completion_tokens: z.int().min(0).nullish(),
  max_tokens: z.int().min(0).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z
    .union([z.string(), z.array(z.string()).max(16, 'at most 16 are taken')], {
      error: 'expected a string or an array of strings',
    })
    .nullish(),
  tools: z.array(Tool).max(128).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: ResponseFormat.nullish(),
  reasoning_effort: z.enum(reasoningEfforts).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
});

/**
 * `POST /v1/chat/completions` and the input of `chat.complete` and `chat.stream`.
 * Unknown fields are dropped; `null` means absent; what would change the answer and can't be honoured is refused by name.
 * `model` may be absent where a default model is set.
 */
export const ChatRequest = ChatFields.extend(RefusedFields.shape)
  .superRefine((request, context) => {
    for (const refusal of refusals(request)) context.addIssue(refusal);
  })
  .meta({ id: 'ChatRequest' });
export type ChatRequest = z.output<typeof ChatRequest>;
export type ChatRequestInput = z.input<typeof ChatRequest>;
