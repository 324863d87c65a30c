import type { ResponseSink } from './exchange.ts';
import { goJson } from './go-json.ts';

/** Go's server sends a length as long as the body fits its write buffer, and chunks otherwise. */
const bufferedBytes = 2048;

export function answerJson(sink: ResponseSink, status: number, value: unknown): void {
  answer(sink, status, { type: 'application/json; charset=utf-8', body: goJson(value) });
}

export function answerText(sink: ResponseSink, status: number, body: string): void {
  answer(sink, status, { type: 'text/plain', body });
}

export function answerError(sink: ResponseSink, status: number, message: string): void {
  answerJson(sink, status, { error: message });
}

/** A failure of a call that was going to stream: chunked, and without a charset (server/routes.go streamResponse). */
export function answerStreamError(sink: ResponseSink, status: number, message: string): void {
  sink.head(status, { 'content-type': 'application/json' });
  sink.write(goJson({ error: message }));
  sink.end();
}

interface Content {
  readonly type: string;
  readonly body: string;
}

function answer(sink: ResponseSink, status: number, content: Content): void {
  const length = Buffer.byteLength(content.body);
  sink.head(status, {
    'content-type': content.type,
    ...(length <= bufferedBytes && { 'content-length': length }),
  });
  sink.write(content.body);
  sink.end();
}
