import { answerFault } from './faults/early-faults.ts';
import { answerError } from './http/answers.ts';
import type { Call, ResponseSink } from './http/exchange.ts';
import { isLocalCaller } from './http/local-callers.ts';
import { bodylessSink, splitSink } from './http/split-sink.ts';
import type { Parts } from './parts.ts';
import { RequestError } from './requests/request-error.ts';
import { createRouter } from './routes/router.ts';
import { recordOf, textOf } from './values.ts';

/** The one handler behind `fetch` and `listen`. */
export function createCore(parts: Parts): (call: Call, sink: ResponseSink) => void {
  const routeOf = createRouter(parts);
  const { splitBytes } = parts.settings;
  return (call, target) => {
    const visible = call.method === 'HEAD' ? bodylessSink(target) : target;
    const sink = splitBytes === undefined ? visible : splitSink(visible, splitBytes);
    if (!isLocalCaller(call)) return forbid(sink);
    parts.recorder.request(call.method, call.path, call.body);
    const fault = parts.faults.take(call.path, () => modelOf(call.body));
    if (fault && answerFault(sink, fault)) return;
    const route = routeOf(call.method, call.path);
    run(() => route({ ...call, fault }, sink), sink);
  };
}

function forbid(sink: ResponseSink): void {
  sink.head(403, { 'content-length': 0 });
  sink.end();
}

/** Turns a refusal into Ollama's error body; anything else is a defect here and answers 500 rather than hang. */
function run(route: () => void | Promise<void>, sink: ResponseSink): void {
  const fail = (error: unknown) => {
    const status = error instanceof RequestError ? error.status : 500;
    try {
      answerError(sink, status, error instanceof Error ? error.message : String(error));
    } catch {
      // The head has left already.
      sink.destroy();
    }
  };
  try {
    route()?.catch(fail);
  } catch (error) {
    fail(error);
  }
}

function modelOf(body: string): string {
  try {
    const { model, name } = recordOf(JSON.parse(body));
    return textOf(model) || textOf(name);
  } catch {
    return '';
  }
}
