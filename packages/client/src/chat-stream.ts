import { createAnswer } from './answer.ts';
import { createChunkLog, createReader } from './chunk-log.ts';
import type { OpenStream } from './open-stream.ts';
import { createPull } from './pull.ts';
import type { ChatChunk, ChatCompletion } from './types.ts';

/**
 * A streamed answer. Nothing is sent before the first read. Every reader gets the whole answer from its start, and a reader
 * that leaves before the end aborts the call. Reading throws `HearthClientError`: see its `partial` for the text so far.
 */
export interface ChatStream extends AsyncIterable<ChatChunk>, AsyncDisposable {
  /** The text alone, piece by piece. */
  readonly textStream: AsyncIterable<string>;
  /** The whole answer, as `chat.complete` gives it. Reads the stream to its end; may be called before, after or without reading. */
  final(): Promise<ChatCompletion>;
  /** Ends the call, here and on the gateway. Reading then throws `aborted` with the reason as its cause. Nothing after the end. */
  abort(reason?: unknown): void;
}

export interface ChatStreamOptions {
  readonly open: OpenStream;
  readonly signal: AbortSignal | undefined;
}

const itself = (chunk: ChatChunk) => chunk;
const textOf = (chunk: ChatChunk) => chunk.choices[0]?.delta.content || undefined;

export function createChatStream({ open, signal }: ChatStreamOptions): ChatStream {
  const answer = createAnswer();
  const { pull, abort, stopped } = createPull({ open, signal, answer });
  const log = createChunkLog(pull);
  let finished: Promise<ChatCompletion> | undefined;

  function read<Selected>(select: (chunk: ChatChunk) => Selected | undefined) {
    return createReader(log, { select, stopped, leave: abort });
  }

  async function finish(): Promise<ChatCompletion> {
    while (await log.more());
    return answer.completion();
  }

  return {
    [Symbol.asyncIterator]: () => read(itself),
    textStream: { [Symbol.asyncIterator]: () => read(textOf) },
    final() {
      finished ??= finish();
      // Whoever asked gets the rejection from the promise itself; one that nobody awaits must not end the process.
      finished.catch(() => {});
      return finished;
    },
    abort,
    async [Symbol.asyncDispose]() {
      abort();
    },
  };
}
