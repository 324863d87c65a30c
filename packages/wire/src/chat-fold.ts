import type { ChatChunk, ChatCompletion, TokenLogprob } from './chat-completion.ts';

type Reply = ChatCompletion['choices'][number]['message'];
type Choice = ChatChunk['choices'][number];

/** A streamed answer, folded as its chunks come. Imports nothing at run time, so that the client can use it too. */
export interface ChatFold {
  add(chunk: ChatChunk): void;
  /** The content so far. */
  text(): string;
  /** The whole answer; undefined while the model hasn't finished. */
  completion(): ChatCompletion | undefined;
}

export function createChatFold(): ChatFold {
  let head: ChatChunk | undefined;
  let content = '';
  let reasoning = '';
  let finishReason: Choice['finish_reason'] = null;
  let usage: ChatChunk['usage'];
  let hearth: ChatChunk['hearth'];
  const toolCalls: NonNullable<Reply['tool_calls']> = [];
  const logprobs: TokenLogprob[] = [];

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

  function choice(finish_reason: NonNullable<Choice['finish_reason']>) {
    const all = logprobs.length === 0 ? null : { content: logprobs, refusal: null };
    return { index: 0, message: reply(), logprobs: all, finish_reason };
  }

  return {
    add(chunk) {
      head ??= chunk;
      usage = chunk.usage ?? usage;
      hearth = chunk.hearth ?? hearth;
      for (const each of chunk.choices) addChoice(each);
    },
    text: () => content,
    completion() {
      if (head === undefined || finishReason === null) return undefined;
      const { id, created, model, system_fingerprint } = head;
      return {
        id,
        object: 'chat.completion',
        created,
        model,
        system_fingerprint,
        choices: [choice(finishReason)],
        usage: usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
        ...(hearth === undefined ? {} : { hearth }),
      };
    },
  };
}
