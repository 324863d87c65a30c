import { answerError, answerJson } from '../http/answers.ts';
import type { ResponseSink } from '../http/exchange.ts';
import { isText } from '../values.ts';
import type { Fault } from './fault.ts';

const page = '<html><head><title>500 Internal Server Error</title></head><body></body></html>';

/** Faults that answer in place of Ollama. Tells whether it has answered. */
export function answerFault(sink: ResponseSink, fault: Fault): boolean {
  if (fault.kind === 'error') answerGiven(sink, fault.status, fault.body);
  else if (fault.kind === 'flaky') answerGiven(sink, fault.status ?? 500, undefined);
  else if (fault.kind === 'html-500') answerPage(sink, 500, page);
  else if (fault.kind === 'reset-before-headers') sink.destroy();
  else return false;
  return true;
}

function answerGiven(sink: ResponseSink, status: number, body: unknown): void {
  if (body === undefined) answerError(sink, status, 'simulated failure');
  else if (isText(body)) answerPage(sink, status, body);
  else answerJson(sink, status, body);
}

function answerPage(sink: ResponseSink, status: number, body: string): void {
  sink.head(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  sink.write(body);
  sink.end();
}
