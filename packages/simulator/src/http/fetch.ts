import type { Call, ResponseHeaders, ResponseSink } from './exchange.ts';
import { createResponseBody } from './response-body.ts';

export interface FetchSetup {
  readonly handle: (call: Call, sink: ResponseSink) => void;
  readonly now: () => number;
}

export interface InProcessFetch {
  /** In the shape of the global fetch; aborting rejects or breaks the body as it does. */
  readonly fetch: typeof fetch;
  /** Breaks the calls in flight. */
  close(): void;
}

type Break = () => void;

/** The caller's own signal: that of a Request made from it is lost once the Request is collected. */
function callerOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined) {
  return init?.signal ?? (input instanceof Request ? input.signal : undefined);
}

export function createFetch(setup: FetchSetup): InProcessFetch {
  const running = new Set<Break>();
  const answerInProcess: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = await request.text();
    const caller = callerOf(input, init);
    caller?.throwIfAborted();
    const call: Omit<Call, 'signal'> = {
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      body,
      receivedAt: setup.now(),
      localOnly: true,
    };
    return answered(caller, running, (signal, sink) => {
      setup.handle({ ...call, signal }, sink);
    });
  };
  return {
    fetch: answerInProcess,
    close: () => {
      for (const breakOff of running) breakOff();
    },
  };
}

function answered(
  caller: AbortSignal | undefined,
  running: Set<Break>,
  handle: (signal: AbortSignal, sink: ResponseSink) => void,
): Promise<Response> {
  const controller = new AbortController();
  const body = createResponseBody(() => controller.abort());
  return new Promise((resolve, reject) => {
    const leave = () => {
      caller?.removeEventListener('abort', departed);
      running.delete(breakOff);
    };
    const fail = (reason: unknown, atOnce: boolean) => {
      reject(reason);
      body.fail(reason, atOnce);
      controller.abort();
    };
    const departed = () => fail(caller?.reason, true);
    const breakOff = () => fail(brokenConnection(), false);
    running.add(breakOff);
    controller.signal.addEventListener('abort', leave, { once: true });
    caller?.addEventListener('abort', departed, { once: true });
    handle(controller.signal, {
      head: (status, headers) => resolve(responseOf(status, headers, body.stream)),
      write: body.write,
      end() {
        leave();
        body.end();
      },
      destroy: breakOff,
    });
  });
}

/** What the global fetch says of a connection that broke. */
function brokenConnection(): TypeError {
  return new TypeError('fetch failed', { cause: new Error('socket hang up') });
}

function responseOf(status: number, headers: ResponseHeaders, body: ReadableStream): Response {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    `${value}`,
  ]);
  return new Response(body, { status, headers: entries });
}
