import { createChatFold } from '@hearth/wire/chat-fold';
import { HearthClientError } from './errors/hearth-client-error.ts';
import type { ChatChunk, ChatCompletion } from './types.ts';

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
  const fold = createChatFold();
  return {
    add: fold.add,
    text: fold.text,
    completion() {
      const completion = fold.completion();
      if (completion === undefined) throw incomplete();
      return completion;
    },
  };
}
