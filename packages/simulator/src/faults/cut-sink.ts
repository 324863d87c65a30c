import type { ResponseSink } from '../http/exchange.ts';
import type { Fault } from './fault.ts';

const cutting: ReadonlySet<string> = new Set([
  'drop-mid-stream',
  'malformed-line',
  'truncated-json',
]);

/** What faults of lines make of an answer that is one object: half of it, then an end or a broken connection. */
export function cutSink(sink: ResponseSink, fault: Fault | undefined): ResponseSink {
  if (fault === undefined || !cutting.has(fault.kind)) return sink;
  return {
    ...sink,
    head(status, { 'content-length': _length, ...headers }) {
      sink.head(status, headers);
    },
    write(chunk) {
      sink.write(chunk.slice(0, chunk.length / 2));
    },
    end: fault.kind === 'drop-mid-stream' ? sink.destroy : sink.end,
  };
}
