import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedBytes } from '../test/recordings.ts';
import { from, toArray } from '../test/scripted-source.ts';
import { createLineSplitter, LineTooLongError, ndjson } from './ndjson.ts';

const recordings = ['chat-unicode', 'chat-stream', 'chat-tools-two-calls'];

/** Characters of every length in UTF-8, in strings with escapes that look like line ends. */
const manyScripts = Buffer.from(
  `${['日本語の文', '🦊👩‍👩‍👧', 'café ñ', 'a\\nb\r\nc', 'مرحبا'].map((text) => JSON.stringify({ text })).join('\n')}\n`,
);

const streams: [string, Buffer][] = [
  ...recordings.map((name): [string, Buffer] => [name, recordedBytes(name)]),
  ['many scripts', manyScripts],
];
const withCrLf = (bytes: Buffer): Buffer => Buffer.from(bytes.toString().replaceAll('\n', '\r\n'));
const variants: [string, Buffer][] = streams.flatMap(([name, bytes]): [string, Buffer][] => [
  [name, bytes],
  [`${name}, CRLF`, withCrLf(bytes)],
  [`${name}, no newline at the end`, bytes.subarray(0, -1)],
]);

/** What comes out, by the plainest way there is. */
function expectedLines(bytes: Buffer): string[] {
  return bytes
    .toString()
    .split(/\r?\n/)
    .filter((line) => line !== '');
}

function splitLines(pieces: readonly Uint8Array[]): string[] {
  const splitter = createLineSplitter();
  return [...pieces.flatMap(splitter.push), ...splitter.end()];
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe.each(variants)('the recorded stream %s', (_, bytes) => {
  const expected = expectedLines(bytes);

  it('comes out the same however it is cut in two', () => {
    for (let place = 0; place <= bytes.length; place += 1) {
      const lines = splitLines(cut(bytes, [place]));
      expect(lines.join('\n')).toBe(expected.join('\n'));
    }
  });

  it('comes out the same byte by byte', () => {
    const lines = splitLines(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(lines.join('\n')).toBe(expected.join('\n'));
  });

  it('comes out the same cut anywhere, any number of times', async () => {
    const places = fc.array(fc.nat(bytes.length), { maxLength: 60 });
    const property = fc.asyncProperty(places, async (cuts) => {
      const batches = await toArray(ndjson(from(cut(bytes, cuts))));
      expect(batches.every((batch) => batch.length > 0)).toBe(true);
      expect(batches.flat()).toEqual(expected.map((line): unknown => JSON.parse(line)));
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

describe('ndjson', () => {
  it('gives one batch for each piece that completes a line', async () => {
    const pieces = ['{"a":1}\n{"a":2}\n{"a"', ':3}', '\n', '\n\n', '4'].map((text) =>
      Buffer.from(text),
    );
    expect(await toArray(ndjson(from(pieces)))).toEqual([[{ a: 1 }, { a: 2 }], [{ a: 3 }], [4]]);
  });

  it('throws SyntaxError for a line that is not JSON, after the lines of earlier pieces', async () => {
    const stream = ndjson(from([Buffer.from('{"a":1}\n'), Buffer.from('<html>\n')]));
    expect(await stream.next()).toEqual({ done: false, value: [{ a: 1 }] });
    await expect(stream.next()).rejects.toBeInstanceOf(SyntaxError);
  });

  it('closes its source when it is left', async () => {
    let closed = false;
    async function* source() {
      try {
        yield Buffer.from('1\n');
        yield Buffer.from('2\n');
      } finally {
        closed = true;
      }
    }
    for await (const _ of ndjson(source())) break;
    expect(closed).toBe(true);
  });
});

describe('a line that is too long', () => {
  it('is refused however it is cut: a limit that depends on the cut is none', () => {
    const bytes = Buffer.from(`${'x'.repeat(11)}\n`);
    for (let place = 0; place <= bytes.length; place += 1) {
      const splitter = createLineSplitter({ maxLineBytes: 10 });
      expect(() => cut(bytes, [place]).flatMap(splitter.push)).toThrow(LineTooLongError);
    }
  });

  it('is refused before its end has come: memory is bounded', () => {
    const splitter = createLineSplitter({ maxLineBytes: 10 });
    splitter.push(Buffer.alloc(10, 'x'));
    expect(() => splitter.push(Buffer.from('x'))).toThrow(LineTooLongError);
  });

  it('is one past the limit, not at it', () => {
    const bytes = Buffer.from(`${'x'.repeat(10)}\n${'y'.repeat(10)}\n`);
    for (let place = 0; place <= bytes.length; place += 1) {
      const splitter = createLineSplitter({ maxLineBytes: 10 });
      expect(cut(bytes, [place]).flatMap(splitter.push)).toEqual(['x'.repeat(10), 'y'.repeat(10)]);
    }
  });
});
