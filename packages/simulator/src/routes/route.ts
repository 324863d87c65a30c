import type { Fault } from '../faults/fault.ts';
import type { Call, ResponseSink } from '../http/exchange.ts';

export interface RoutedCall extends Call {
  /** The fault that this call has to suffer, unless it was answered already. */
  readonly fault: Fault | undefined;
}

/** Answers a call. A RequestError thrown before the head has left becomes Ollama's error body. */
export type Route = (call: RoutedCall, sink: ResponseSink) => void | Promise<void>;
