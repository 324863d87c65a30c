import type { ChatChunk, ChatCompletion, TokenLogprob } from './chat-completion.ts';
import { HearthError } from './hearth-error.ts';

type Reply = ChatCompletion['choices'][number]['message'];
type Choice = ChatChunk['choices'][number];

/** Everything of a streamed answer that has been read so far. */
interface Folded {
  head: ChatChunk | undefined;
  content: string;
  reasoning: string;
  toolCalls: NonNullable<Reply['tool_calls']>;
  logprobs: TokenLogprob[];
  finishReason: Choice['finish_reason'];
  usage: ChatChunk['usage'];
  hearth: ChatChunk['hearth'];
}

function addChoice(folded: Folded, choice: Choice): void {
  const { delta } = choice;
  folded.content += delta.content ?? '';
  folded.reasoning += delta.reasoning ?? '';
  for (const { index: _, ...call } of delta.tool_calls ?? []) folded.toolCalls.push(call);
  folded.logprobs.push(...(choice.logprobs?.content ?? []));
  folded.finishReason = choice.finish_reason ?? folded.finishReason;
}

function addChunk(folded: Folded, chunk: ChatChunk): void {
  folded.head ??= chunk;
  folded.usage = chunk.usage ?? folded.usage;
  folded.hearth = chunk.hearth ?? folded.hearth;
  for (const choice of chunk.choices) addChoice(folded, choice);
}

function toReply({ content, reasoning, toolCalls }: Folded): Reply {
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning, reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}

function toCompletion(folded: Folded): ChatCompletion {
  const { head, finishReason, usage, hearth, logprobs } = folded;
  if (head === undefined || finishReason === null) {
    throw new HearthError(
      'upstream_incomplete',
      'The answer ended before the model had finished it.',
    );
  }
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    system_fingerprint: head.system_fingerprint,
    choices: [
      {
        index: 0,
        message: toReply(folded),
        logprobs: logprobs.length === 0 ? null : { content: logprobs, refusal: null },
        finish_reason: finishReason,
      },
    ],
    usage: usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    ...(hearth === undefined ? {} : { hearth }),
  };
}

/**
 * Folds a streamed answer into one completion, so that a call which doesn't stream is the same call.
 * Throws `HearthError` `upstream_incomplete` when the stream ends without a finish reason.
 */
export async function foldChat(
  batches: AsyncIterable<readonly ChatChunk[]>,
): Promise<ChatCompletion> {
  const folded: Folded = {
    head: undefined,
    content: '',
    reasoning: '',
    toolCalls: [],
    logprobs: [],
    finishReason: null,
    usage: undefined,
    hearth: undefined,
  };
  for await (const batch of batches) {
    for (const chunk of batch) addChunk(folded, chunk);
  }
  return toCompletion(folded);
}
