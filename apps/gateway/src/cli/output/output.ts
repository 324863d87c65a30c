import type { Explanation } from './explanation.ts';

/** The part of a stream that the command line writes to. */
export interface Sink {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** The only way in which a command says something. */
export interface Output {
  /** Whether a person at a terminal reads the answer. */
  readonly isTerminal: boolean;
  /** The answer, for people. A newline is added. */
  text(block: string): void;
  /** The answer, as the only thing on stdout: one line, indented at a terminal. */
  json(document: unknown): void;
  /** A remark beside the answer, on stderr. */
  note(sentence: string): void;
  /** What went wrong, on stderr. */
  fail(explanation: Explanation, json: boolean): void;
  /** As it is, for the parser of the arguments. */
  raw(text: string, to: 'stdout' | 'stderr'): void;
}

export function createOutput({ stdout, stderr }: OutputOptions): Output {
  const isTerminal = stdout.isTTY === true;

  function toJson(document: unknown): string {
    return `${JSON.stringify(document, null, isTerminal ? 2 : undefined)}\n`;
  }

  return {
    isTerminal,
    text: (block) => void stdout.write(`${block}\n`),
    json: (document) => void stdout.write(toJson(document)),
    note: (sentence) => void stderr.write(`${sentence}\n`),
    fail({ exitCode: _, ...error }, json) {
      stderr.write(json ? toJson({ error }) : `hearth: ${error.message}\n`);
    },
    raw: (text, to) => void (to === 'stdout' ? stdout : stderr).write(text),
  };
}
