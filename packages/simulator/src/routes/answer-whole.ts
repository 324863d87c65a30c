import type { Fault } from '../faults/fault.ts';
import { answerError, answerJson } from '../http/answers.ts';
import type { ResponseSink } from '../http/exchange.ts';
import { goJson } from '../http/go-json.ts';
import type { JsonRecord } from '../values.ts';

/** Answers with one object, or with what the faults of lines make of it. */
export function answerWhole(sink: ResponseSink, fault: Fault | undefined, value: JsonRecord): void {
  switch (fault?.kind) {
    case 'drop-mid-stream':
      writeHalf(sink, value);
      sink.destroy();
      break;
    case 'malformed-line':
    case 'truncated-json':
      writeHalf(sink, value);
      sink.end();
      break;
    case 'error-line':
      answerError(sink, 500, fault.message ?? 'unexpected EOF');
      break;
    case 'no-done': {
      // The abort on repeated tokens answers with the last chunk as it was.
      const { done_reason: _reason, ...rest } = value;
      answerJson(sink, 200, { ...rest, done: false });
      break;
    }
    default:
      answerJson(sink, 200, value);
  }
}

function writeHalf(sink: ResponseSink, value: JsonRecord): void {
  const body = goJson(value);
  sink.head(200, { 'content-type': 'application/json; charset=utf-8' });
  sink.write(body.slice(0, body.length / 2));
}
