import type { ResponseSink } from './exchange.ts';

/** Cuts every write into pieces of at most `size` bytes, through the middle of lines and of characters. */
export function splitSink(sink: ResponseSink, size: number): ResponseSink {
  return {
    ...sink,
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      for (let at = 0; at < bytes.length; at += size) sink.write(bytes.subarray(at, at + size));
    },
  };
}

/** For HEAD: the head of the answer without its body. */
export function bodylessSink(sink: ResponseSink): ResponseSink {
  return { ...sink, write: () => {} };
}
