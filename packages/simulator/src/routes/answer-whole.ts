import { cutSink } from '../faults/cut-sink.ts';
import type { Fault } from '../faults/fault.ts';
import { answerError, answerJson } from '../http/answers.ts';
import type { ResponseSink } from '../http/exchange.ts';
import type { JsonRecord } from '../values.ts';

/** Answers with one object, or with what the faults of lines make of it. */
export function answerWhole(sink: ResponseSink, fault: Fault | undefined, value: JsonRecord): void {
  if (fault?.kind === 'error-line') {
    answerError(sink, 500, fault.message ?? 'unexpected EOF');
  } else if (fault?.kind === 'no-done') {
    // The abort on repeated tokens answers with the last chunk as it was.
    const { done_reason: _reason, ...rest } = value;
    answerJson(sink, 200, { ...rest, done: false });
  } else {
    answerJson(cutSink(sink, fault), 200, value);
  }
}
