import type { Answer } from './answer.ts';
import type { OpenedStream, OpenStream } from './open-stream.ts';
import type { ChatChunk } from './types.ts';

export interface PullOptions {
  readonly open: OpenStream;
  /** The caller's. It isn't listened to before the first pull, so that a stream nobody reads leaves nothing behind. */
  readonly signal: AbortSignal | undefined;
  readonly answer: Answer;
}

export interface Pull {
  /** The next batch; undefined at the end. Opens the call at the first time. Throws `HearthClientError`. */
  pull(): Promise<readonly ChatChunk[] | undefined>;
  /** Ends the call. Does nothing after its end. */
  abort(reason?: unknown): void;
  /** Whether it was ended by `abort` or by the caller's signal. */
  stopped(): boolean;
}

export function createPull({ open, signal, answer }: PullOptions): Pull {
  const controller = new AbortController();
  let opening: Promise<OpenedStream> | undefined;
  let over = false;

  const onAbort = () => abort(signal?.reason);
  function forget(): void {
    over = true;
    signal?.removeEventListener('abort', onAbort);
  }

  function abort(reason?: unknown): void {
    if (over) return;
    forget();
    controller.abort(reason);
  }

  function start(): Promise<OpenedStream> {
    if (signal?.aborted) abort(signal.reason);
    else if (!over) signal?.addEventListener('abort', onAbort, { once: true });
    return open(controller.signal);
  }

  async function read(opened: OpenedStream): Promise<readonly ChatChunk[] | undefined> {
    try {
      const batch = await opened.next();
      // An answer that was cut must never look whole, so its end is the end of a completion or an error.
      if (batch === undefined) answer.completion();
      else batch.forEach(answer.add);
      return batch;
    } catch (cause) {
      throw opened.toError(cause, answer.text());
    }
  }

  async function pull(): Promise<readonly ChatChunk[] | undefined> {
    let opened: OpenedStream | undefined;
    try {
      opening ??= start();
      opened = await opening;
      const batch = await read(opened);
      if (batch !== undefined) return batch;
    } catch (error) {
      forget();
      opened?.close();
      throw error;
    }
    forget();
    opened.close();
    return undefined;
  }

  return { pull, abort, stopped: () => controller.signal.aborted };
}
