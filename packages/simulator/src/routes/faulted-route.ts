import { pause } from '../clock.ts';
import { cutSink } from '../faults/cut-sink.ts';
import type { Parts } from '../parts.ts';
import type { Route } from './route.ts';

/** Lets the faults of generations act on a route that does not generate: it hangs, is slow, or its body is cut. */
export function faultedRoute(parts: Parts, route: Route): Route {
  return async (call, sink) => {
    const { fault } = call;
    const delayMs = fault?.kind === 'slow' ? (fault.delayMs ?? 0) : 0;
    const waitMs = fault?.kind === 'hang' ? Number.POSITIVE_INFINITY : delayMs;
    if (!(await pause(parts.settings.clock, waitMs, call.signal))) return;
    await route(call, cutSink(sink, fault));
  };
}
