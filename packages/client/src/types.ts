import type { AppRouter } from '@hearth/api';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
type Entry<List extends readonly unknown[] | null | undefined> = NonNullable<List>[number];

/** Said by the method that is called (`complete` or `stream`), or refused by every gateway. */
type HiddenChatField =
  | 'stream'
  | 'stream_options'
  | 'n'
  | 'logit_bias'
  | 'modalities'
  | 'audio'
  | 'web_search_options'
  | 'functions'
  | 'function_call';

type SentChat = Inputs['chat']['stream'];
type SentMessage = SentChat['messages'][number];

export type ChatMessage = SentMessage;
export type Content = NonNullable<SentMessage['content']>;
export type ContentPart = Exclude<Content, string>[number];
export type TextPart = Extract<ContentPart, { type: 'text' }>;
/** `url` is a `data:` URL: a local model is sent the image itself. */
export type ImagePart = Extract<ContentPart, { type: 'image_url' }>;

/** The parameters of a chat call, in OpenAI's vocabulary. `model` may be absent where the gateway has a default model. */
export type ChatParams = Omit<SentChat, HiddenChatField | 'messages'> & {
  messages: readonly ChatMessage[];
};

export type ChatCompletion = Outputs['chat']['complete'];
export type ChatChunk =
  Outputs['chat']['stream'] extends AsyncIterable<infer Batch extends readonly unknown[]>
    ? Batch[number]
    : never;
export type ChatDelta = ChatChunk['choices'][number]['delta'];
export type FinishReason = ChatCompletion['choices'][number]['finish_reason'];
export type ToolCall = Entry<ChatCompletion['choices'][number]['message']['tool_calls']>;
export type CompletionUsage = ChatCompletion['usage'];
export type CallTimings = NonNullable<ChatCompletion['hearth']>;
export type Tool = Entry<ChatParams['tools']>;
export type ToolChoice = NonNullable<ChatParams['tool_choice']>;
export type ResponseFormat = NonNullable<ChatParams['response_format']>;
export type ReasoningEffort = NonNullable<ChatParams['reasoning_effort']>;
export type ModelList = Outputs['chat']['models'];
export type Model = ModelList['data'][number];

/** The vectors come as numbers, so there is no `encoding_format`. */
export type EmbedParams = Omit<Inputs['embed']['create'], 'input' | 'encoding_format'> & {
  input: string | readonly string[];
};
export type EmbeddingList = Outputs['embed']['create'];

type Admin = Outputs['admin'];
export type KeyCreateParams = Inputs['admin']['keys']['create'];
export type KeyRevokeParams = Inputs['admin']['keys']['revoke'];
export type CreatedKey = Admin['keys']['create'];
export type KeyList = Admin['keys']['list'];
export type ApiKey = KeyList['keys'][number];
export type Scope = Entry<KeyCreateParams['scopes']>;
export type UsageSummaryParams = Inputs['admin']['usage']['summary'];
export type UsageSummary = Admin['usage']['summary'];
export type UsageRowsParams = Inputs['admin']['usage']['rows'];
export type UsageRows = Admin['usage']['rows'];
export type UsageRow = UsageRows['rows'][number];
export type InstalledModels = Admin['models']['list'];
export type InstalledModel = InstalledModels['models'][number];
export type ModelNameParams = Inputs['admin']['models']['warm'];
export type ModelMoved = Admin['models']['warm'];
export type SystemSnapshot = Admin['system']['snapshot'];
