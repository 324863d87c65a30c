import type { ChatChunk, ChatCompletion } from './chat-completion.ts';
import { createChatFold } from './chat-fold.ts';
import { HearthError } from './hearth-error.ts';

/**
 * Folds a streamed answer into one completion, so that a call which doesn't stream is the same call.
 * Throws `HearthError` `upstream_incomplete` when the stream ends without a finish reason.
 */
export async function foldChat(
  batches: AsyncIterable<readonly ChatChunk[]>,
): Promise<ChatCompletion> {
  const fold = createChatFold();
  for await (const batch of batches) {
    for (const chunk of batch) fold.add(chunk);
  }
  const completion = fold.completion();
  if (completion !== undefined) return completion;
  throw new HearthError(
    'upstream_incomplete',
    'The answer ended before the model had finished it.',
  );
}
