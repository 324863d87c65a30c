import { mapOllamaError } from '../errors/ollama-error.ts';
import type { FailedCall } from '../errors/refusal-rules.ts';
import { toUpstreamError } from '../errors/upstream-error.ts';
import type { ExchangeListener } from './exchange.ts';

/** Where the body of an answer with status 200 goes. */
interface AnswerSink {
  push(piece: Buffer): void;
  end(): void;
  fail(error: unknown): void;
}

/** What is kept of an error answer. */
const maxErrorBytes = 64 * 1024;

/** Any other status than 200 becomes an error of the closed table; its body never reaches the sink. */
export function createListener(sink: AnswerSink, call: FailedCall): ExchangeListener {
  const errorPieces: Buffer[] = [];
  let errorBytes = 0;
  let status: number | undefined;

  function keep(piece: Buffer): void {
    if (errorBytes < maxErrorBytes) errorPieces.push(piece);
    errorBytes += piece.length;
  }

  return {
    onStatus(answered) {
      status = answered;
    },
    onData(piece) {
      if (status === 200) sink.push(piece);
      else keep(piece);
    },
    onEnd() {
      if (status === 200) return sink.end();
      const text = Buffer.concat(errorPieces).toString('utf8');
      sink.fail(mapOllamaError(status ?? 0, text, call));
    },
    onFailure: (error) => sink.fail(toUpstreamError(error, { hasAnswered: status !== undefined })),
  };
}
