import { HearthClientError } from './errors/hearth-client-error.ts';
import type { ChatChunk, ChatCompletion, FinishReason, ToolCall } from './types.ts';

type Choice = ChatChunk['choices'][number];
type Reply = ChatCompletion['choices'][number]['message'];
type Logprobs = NonNullable<NonNullable<Choice['logprobs']>['content']>;

/** A streamed answer, folded as its chunks come. */
export interface Answer {
  add(chunk: ChatChunk): void;
  text(): string;
  /** What `chat.complete` would have answered. Throws `upstream_incomplete` while the model hasn't finished. */
  completion(): ChatCompletion;
}

function incomplete(): HearthClientError {
  const detail = 'The answer ended before the model had finished it.';
  return new HearthClientError({ code: 'upstream_incomplete', detail, retryable: true });
}

export function createAnswer(): Answer {
  let head: ChatChunk | undefined;
  let content = '';
  let reasoning = '';
  let finishReason: FinishReason | undefined;
  let usage: ChatChunk['usage'];
  let hearth: ChatChunk['hearth'];
  const toolCalls: ToolCall[] = [];
  const logprobs: Logprobs = [];

  function addChoice({ delta, logprobs: more, finish_reason }: Choice): void {
    content += delta.content ?? '';
    reasoning += delta.reasoning ?? '';
    // The gateway sends each tool call whole, in one chunk.
    for (const { index: _, ...call } of delta.tool_calls ?? []) toolCalls.push(call);
    logprobs.push(...(more?.content ?? []));
    finishReason = finish_reason ?? finishReason;
  }

  function reply(): Reply {
    return {
      role: 'assistant',
      content: content === '' && toolCalls.length > 0 ? null : content,
      refusal: null,
      ...(reasoning === '' ? {} : { reasoning, reasoning_content: reasoning }),
      ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
    };
  }

  return {
    add(chunk) {
      head ??= chunk;
      usage = chunk.usage ?? usage;
      hearth = chunk.hearth ?? hearth;
      for (const choice of chunk.choices) addChoice(choice);
    },
    text: () => content,
    completion() {
      if (head === undefined || finishReason === undefined) throw incomplete();
      return {
        id: head.id,
        object: 'chat.completion',
        created: head.created,
        model: head.model,
        system_fingerprint: head.system_fingerprint,
        choices: [
          {
            index: 0,
            message: reply(),
            logprobs: logprobs.length === 0 ? null : { content: logprobs, refusal: null },
            finish_reason: finishReason,
          },
        ],
        usage: usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
        ...(hearth === undefined ? {} : { hearth }),
      };
    },
  };
}
