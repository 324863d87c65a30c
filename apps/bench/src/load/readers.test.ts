import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnswerReader } from './answer-reader.ts';
import { prebuilt } from './ollama-bytes.ts';
import { createRequestReader } from './request-reader.ts';

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.toSorted((a, b) => a - b), bytes.length];
  return ends
    .map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
    .filter(({ length }) => length);
}

function endsOf(pieces: readonly Buffer[]): number[] {
  const statuses: number[] = [];
  const read = createAnswerReader({ onPiece() {}, onEnd: ({ status }) => statuses.push(status) });
  for (const piece of pieces) read(piece);
  return statuses;
}

const refusal = Buffer.from('HTTP/1.1 401 Unauthorized\r\nContent-Length: 12\r\n\r\n{"error":{}}');
const stream = prebuilt('bench-short:latest', 3);

describe('an answer is over exactly once, however its bytes are cut', () => {
  test.each([
    ['chunked', stream, 200],
    ['with a length', refusal, 401],
  ])('%s', (_, bytes, status) => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (places) => {
        expect(endsOf(cut(bytes, places))).toEqual([status]);
      }),
      { numRuns: 200 },
    );
  });

  test('one after the other on a connection', () => {
    expect(endsOf([stream, refusal, stream])).toEqual([200, 401, 200]);
  });

  test('an answer without a body', () => {
    expect(endsOf([Buffer.from('HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n')])).toEqual([
      204,
    ]);
  });
});

test('requests come out whole, however their bytes are cut', () => {
  const one = 'POST /api/chat HTTP/1.1\r\nContent-Length: 8\r\n\r\n{"a": 1}';
  const two = 'GET /api/tags HTTP/1.1\r\nhost: x\r\n\r\n';
  const bytes = Buffer.from(`${one}${two}`);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (places) => {
      const seen: string[] = [];
      const read = createRequestReader((path, body) => seen.push(`${path} ${body}`));
      for (const piece of cut(bytes, places)) read(piece);
      expect(seen).toEqual(['/api/chat {"a": 1}', '/api/tags ']);
    }),
    { numRuns: 200 },
  );
});
