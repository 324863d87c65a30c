export interface LineSplitterOptions {
  /** The longest line taken, in bytes, a carriage return at its end included. Default 32 MiB: an embedding answer or a long tool call is one line. */
  readonly maxLineBytes?: number;
}

/** A line grew past `maxLineBytes`. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError' as const;
  constructor(maxLineBytes: number) {
    super(`Expected lines of at most ${maxLineBytes} bytes, got a longer one`);
  }
}

const newline = 0x0a;
const carriageReturn = 0x0d;

function withoutCarriageReturn(line: Buffer): Buffer {
  return line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
}

export interface LineSplitter {
  /** The lines that this piece completes, decoded, without blank ones. */
  push(piece: Uint8Array): string[];
  /** What is left after the last newline: a last line without one. */
  end(): string[];
}

/**
 * Cuts bytes into lines of text. Works on bytes and decodes whole lines only, so that a character split between two pieces
 * comes out whole (RFC 3629: 0x0A never occurs inside a multi-byte sequence).
 */
export function createLineSplitter(options: LineSplitterOptions = {}): LineSplitter {
  const maxLineBytes = options.maxLineBytes ?? 32 * 1024 * 1024;
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  /** Both where a line ends and where a piece does, so that the answer does not depend on where the pieces were cut. */
  function assertShortEnough(lineBytes: number): void {
    if (lineBytes > maxLineBytes) throw new LineTooLongError(maxLineBytes);
  }

  function take(rest: Buffer): string[] {
    assertShortEnough(pendingBytes + rest.length);
    const line = withoutCarriageReturn(
      pending.length === 0 ? rest : Buffer.concat([...pending, rest]),
    );
    pending = [];
    pendingBytes = 0;
    return line.length === 0 ? [] : [line.toString('utf8')];
  }

  function keep(rest: Buffer): void {
    if (rest.length === 0) return;
    pending.push(rest);
    pendingBytes += rest.length;
    assertShortEnough(pendingBytes);
  }

  return {
    push(piece) {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      const lines: string[] = [];
      let start = 0;
      for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, start)) {
        lines.push(...take(bytes.subarray(start, at)));
        start = at + 1;
      }
      keep(bytes.subarray(start));
      return lines;
    },
    end: () => take(Buffer.alloc(0)),
  };
}

/**
 * One array of parsed values for each piece that completes a line: a batch per upstream read, so that a consumer can write
 * once per read. Throws `SyntaxError` for a line that isn't JSON.
 */
export async function* ndjson(
  pieces: AsyncIterable<Uint8Array>,
  options: LineSplitterOptions = {},
): AsyncGenerator<unknown[], void, undefined> {
  const splitter = createLineSplitter(options);
  for await (const piece of pieces) {
    const lines = splitter.push(piece);
    if (lines.length > 0) yield lines.map((line): unknown => JSON.parse(line));
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest.map((line): unknown => JSON.parse(line));
}
