import type { ResponseSink } from './exchange.ts';

/** The size of the next piece: the same for all, or chosen for what is left. */
export type PieceSize = number | ((left: number) => number);

/** Cuts every write into pieces, through the middle of lines and of characters. */
export function splitSink(sink: ResponseSink, size: PieceSize): ResponseSink {
  return {
    ...sink,
    write(chunk) {
      let left = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      while (left.length > 0) {
        const length = Math.max(1, typeof size === 'number' ? size : size(left.length));
        sink.write(left.subarray(0, length));
        left = left.subarray(length);
      }
    },
  };
}

/** For HEAD: the head of the answer without its body. */
export function bodylessSink(sink: ResponseSink): ResponseSink {
  return { ...sink, write: () => {} };
}
