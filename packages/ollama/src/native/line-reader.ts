import { createLineSplitter } from '@hearth/streams';
import { HearthError } from '@hearth/wire';
import { mapOllamaError } from '../errors/ollama-error.ts';
import type { FailedCall } from '../errors/refusal-rules.ts';
import { errorOfLine } from './lines.ts';

interface LineReaderOptions<Line> {
  readonly isLine: (value: unknown) => value is Line;
  readonly call: FailedCall;
  readonly onLines: (lines: Line[], bytes: number) => void;
  /** An error line, or something that isn't a line of this call. Nothing follows it. */
  readonly onFault: (error: HearthError) => void;
}

interface LineReader {
  push(piece: Buffer): void;
  /** Gives what is left. */
  end(): void;
}

function parseLine<Line>(text: string, { isLine, call }: LineReaderOptions<Line>): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HearthError('upstream_error', 'Ollama sent a line that is not JSON.', { cause });
  }
  if (isLine(value)) return value;
  const said = errorOfLine(value);
  if (said !== undefined) throw mapOllamaError(200, said, call);
  throw new HearthError('upstream_error', 'Ollama sent a line that is not part of an answer.');
}

function asHearthError(error: unknown): HearthError {
  if (error instanceof HearthError) return error;
  return new HearthError('upstream_error', 'Ollama sent a line that is too long.', {
    cause: error,
  });
}

/** Bytes to lines. All pieces of one read of the socket come in one turn: they are given together, in a microtask. */
export function createLineReader<Line>(options: LineReaderOptions<Line>): LineReader {
  const splitter = createLineSplitter();
  let texts: string[] = [];
  let bytes = 0;
  let scheduled = false;
  let faulty = false;

  function fault(error: unknown): void {
    faulty = true;
    options.onFault(asHearthError(error));
  }

  function flush(): void {
    scheduled = false;
    if (faulty || texts.length === 0) return;
    const lines: Line[] = [];
    let failure: unknown;
    try {
      for (const text of texts) lines.push(parseLine(text, options));
    } catch (error) {
      failure = error;
    }
    const size = bytes;
    texts = [];
    bytes = 0;
    if (lines.length > 0) options.onLines(lines, size);
    if (failure !== undefined) fault(failure);
  }

  function isComplete(text: string): boolean {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }

  return {
    push(piece) {
      if (faulty) return;
      try {
        texts.push(...splitter.push(piece));
      } catch (error) {
        flush();
        return fault(error);
      }
      bytes += piece.length;
      if (scheduled || texts.length === 0) return;
      scheduled = true;
      queueMicrotask(flush);
    },
    end() {
      // Half a line at the end is not broken JSON but an answer that was cut: the missing last line says so.
      texts.push(...splitter.end().filter(isComplete));
      flush();
    },
  };
}
