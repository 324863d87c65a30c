import type { Call, ResponseHeaders, ResponseSink } from './exchange.ts';

export interface FetchSetup {
  readonly handle: (call: Call, sink: ResponseSink) => void;
  readonly now: () => number;
}

/** Serves the handler in process, in the shape of the global fetch; aborting rejects or breaks the body as it does. */
export function createFetch(setup: FetchSetup): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = await request.text();
    request.signal.throwIfAborted();
    const controller = new AbortController();
    const call: Call = {
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      body,
      signal: controller.signal,
      receivedAt: setup.now(),
    };
    return answered(request.signal, controller, (sink) => setup.handle(call, sink));
  };
}

function answered(
  signal: AbortSignal,
  controller: AbortController,
  handle: (sink: ResponseSink) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const body = createBody(() => controller.abort());
    const fail = (reason: unknown) => {
      reject(reason);
      body.fail(reason);
      controller.abort();
    };
    const departed = () => fail(signal.reason);
    signal.addEventListener('abort', departed, { once: true });
    handle({
      head: (status, headers) =>
        resolve(new Response(body.streamFor(status), { status, headers: headersOf(headers) })),
      write: body.write,
      end() {
        signal.removeEventListener('abort', departed);
        body.end();
      },
      destroy: () => fail(new TypeError('fetch failed', { cause: new Error('socket hang up') })),
    });
  });
}

function createBody(cancelled: () => void) {
  let closed = false;
  let target: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      target = controller;
    },
    cancel: () => {
      closed = true;
      cancelled();
    },
  });
  const encoder = new TextEncoder();
  return {
    streamFor: (status: number) => (status === 204 || status === 304 ? null : stream),
    write(chunk: string | Uint8Array) {
      if (closed) return;
      target?.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : Uint8Array.from(chunk));
    },
    end() {
      if (!closed) target?.close();
      closed = true;
    },
    fail(reason: unknown) {
      if (!closed) target?.error(reason);
      closed = true;
    },
  };
}

function headersOf(headers: ResponseHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
}
