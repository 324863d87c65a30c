import type { Fault } from '../faults/fault.ts';
import { applyLineFault } from '../faults/line-faults.ts';
import type { JsonRecord } from '../values.ts';
import type { ResponseSink } from './exchange.ts';

/** Writes NDJSON lines; the head leaves with the first of them. Lines are gathered until `flush` or `end`. */
export interface LineWriter {
  line(value: JsonRecord, last?: boolean): void;
  flush(): void;
  end(): void;
  /** True once a fault has ended the answer. */
  closed(): boolean;
}

/** Gathered text leaves by itself at this size. */
const gatheredCharacters = 65_536;

export function createLineWriter(sink: ResponseSink, fault: Fault | undefined): LineWriter {
  let gathered = '';
  let index = 0;
  let started = false;
  let closed = false;
  const flush = () => {
    if (gathered === '') return;
    if (!started) sink.head(200, { 'content-type': 'application/x-ndjson' });
    started = true;
    sink.write(gathered);
    gathered = '';
  };
  const end = () => {
    if (closed) return;
    flush();
    if (!started) sink.head(200, { 'content-type': 'application/x-ndjson' });
    closed = true;
    sink.end();
  };
  const destroy = () => {
    flush();
    closed = true;
    sink.destroy();
  };
  return {
    flush,
    end,
    closed: () => closed,
    line(value, last = false) {
      if (closed) return;
      const { text, next } = applyLineFault(fault, { value, index, last });
      index += 1;
      gathered += text;
      if (next === 'end') end();
      else if (next === 'destroy') destroy();
      else if (gathered.length > gatheredCharacters) flush();
    },
  };
}
