import type { Dispatcher } from 'undici';
import { lastWords, meantStatus, toHttpAsk } from '../gateway/shapes.ts';
import type { PlannedCall } from './plan.ts';

/** What became of a call, as its caller saw it. */
export interface CallResult {
  readonly call: PlannedCall;
  /** Absent when the caller left before an answer began. */
  readonly status: number | undefined;
  readonly left: boolean;
  /** The answer came to its proper end. */
  readonly whole: boolean;
  /** The connection failed, and not because the caller left. */
  readonly failure: string | undefined;
}

export interface Caller {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly key: string;
}

const gone = new Error('The caller leaves');
const finish = /"finish_reason":"/;

/** Ears of one call: leaves when its plan says so. */
function listen(call: PlannedCall, done: (result: CallResult) => void): Dispatcher.DispatchHandler {
  const { leaving, shape } = call;
  let controller: Dispatcher.DispatchController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let status: number | undefined;
  let left = false;
  let pieces = 0;
  let text = '';

  function leave(): void {
    left = true;
    controller?.abort(gone);
  }

  function end(failure: string | undefined): void {
    clearTimeout(timer);
    const meant = status === undefined ? undefined : meantStatus(shape, status, text);
    const whole = failure === undefined && (meant !== 200 || text.includes(lastWords[shape]));
    done({ call, status: meant, left, whole, failure: left ? undefined : failure });
  }

  return {
    onRequestStart(started) {
      controller = started;
      if (leaving.kind === 'after') timer = setTimeout(leave, leaving.ms);
    },
    onResponseStart(_, code) {
      status = code;
    },
    onResponseData(_, piece) {
      pieces += 1;
      text += piece.toString('latin1');
      if (leaving.kind === 'at-piece' && pieces >= leaving.count) leave();
      if (leaving.kind === 'at-finish' && finish.test(text)) leave();
    },
    onResponseEnd: () => end(undefined),
    onResponseError: (_, error) => end(error.message),
  };
}

/** Makes a call as planned. Never rejects. */
function makeCall({ dispatcher, origin, key }: Caller, call: PlannedCall) {
  const { model, maxTokens, maxWaitMs, id } = call;
  const { path, headers, body } = toHttpAsk(call.shape, { model, maxTokens, prompt: `Call ${id}` });
  return new Promise<CallResult>((resolve) => {
    const options = {
      origin,
      path,
      method: 'POST' as const,
      body,
      headers: {
        ...headers,
        authorization: `Bearer ${key}`,
        'x-request-id': id,
        'x-hearth-max-wait-ms': String(maxWaitMs),
      },
    };
    dispatcher.dispatch(options, listen(call, resolve));
  });
}

/** Makes the calls, so many at a time. */
export async function makeCalls(
  caller: Caller,
  calls: readonly PlannedCall[],
  concurrency: number,
): Promise<CallResult[]> {
  const results: CallResult[] = [];
  const rest = calls.values();
  async function work(): Promise<void> {
    for (const call of rest) results.push(await makeCall(caller, call));
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}
