/**
 * The body of an in-process answer, as a socket would give it: what was written arrives a turn of the event loop later,
 * when the simulator is done with the call, and before a broken connection shows.
 */
export interface ResponseBody {
  readonly stream: ReadableStream<Uint8Array>;
  write(chunk: string | Uint8Array): void;
  end(): void;
  /** Breaks the body after what was written; at once when the reader itself has given up. */
  fail(reason: unknown, atOnce: boolean): void;
}

type Ending = { readonly reason?: unknown };

export function createResponseBody(cancelled: () => void): ResponseBody {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let ending: Ending | undefined;
  let reader = () => {};
  const finish = (how: Ending) => {
    ending ??= how;
    reader();
  };
  const add = (chunk: Uint8Array) => {
    if (!ending) chunks.push(chunk);
    reader();
  };
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    while (chunks.length === 0 && !ending) {
      await new Promise<void>((resolve) => {
        reader = resolve;
      });
    }
    const chunk = chunks.shift();
    if (chunk) controller.enqueue(chunk);
    else if (ending && 'reason' in ending) controller.error(ending.reason);
    else controller.close();
  };
  const cancel = () => {
    finish({});
    cancelled();
  };
  return {
    stream: new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 }),
    write(chunk) {
      const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : Uint8Array.from(chunk);
      setImmediate(add, bytes);
    },
    end: () => void setImmediate(finish, {}),
    fail(reason, atOnce) {
      if (!atOnce) {
        setImmediate(finish, { reason });
        return;
      }
      chunks.length = 0;
      finish({ reason });
    },
  };
}
