export interface AnswerEnd {
  readonly status: number;
  /** The last bytes, as text. */
  readonly tail: string;
}

export interface AnswerEars {
  onPiece(piece: Buffer): void;
  onEnd(end: AnswerEnd): void;
}

const tailBytes = 2_048;
const headEnd = '\r\n\r\n';
const lastChunk = '0\r\n\r\n';

function keepTail(tail: Buffer, piece: Buffer): Buffer {
  if (piece.length >= tailBytes) return piece.subarray(-tailBytes);
  return Buffer.concat([tail, piece]).subarray(-tailBytes);
}

/**
 * Reads answers off a socket, one after the other: those with a content-length, and chunked ones whose end is told by the last
 * chunk alone. That is enough, because nothing measured here has a carriage return in its body; an HTTP parser in the
 * generator would cost as much as what is measured.
 */
export function createAnswerReader({ onPiece, onEnd }: AnswerEars): (piece: Buffer) => void {
  let head = '';
  let inBody = false;
  let status = 0;
  let missing: number | undefined;
  let tail: Buffer = Buffer.alloc(0);

  function begin(text: string): void {
    status = Number(text.slice(9, 12));
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
    missing = length === undefined ? undefined : Number(length);
    inBody = true;
    tail = Buffer.alloc(0);
  }

  function isOver(): boolean {
    if (missing !== undefined) return missing <= 0;
    const end = tail.subarray(-lastChunk.length - 2).toString('latin1');
    return end === lastChunk || end === `\r\n${lastChunk}`;
  }

  function readBody(piece: Buffer): void {
    if (missing !== undefined) missing -= piece.length;
    tail = keepTail(tail, piece);
    onPiece(piece);
    if (!isOver()) return;
    inBody = false;
    onEnd({ status, tail: tail.toString('latin1') });
  }

  return (piece) => {
    if (inBody) return readBody(piece);
    head += piece.toString('latin1');
    const end = head.indexOf(headEnd);
    if (end === -1) return;
    const text = head.slice(0, end);
    const rest = Buffer.from(head.slice(end + headEnd.length), 'latin1');
    head = '';
    begin(text);
    if (rest.length > 0 || missing === 0) readBody(rest);
  };
}
