/** Lines before the last one, by model. */
export const countLines = { short: 8, long: 1_000 } as const;

export const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n';

const createdAt = '2026-11-24T20:00:00.123456789Z';

/** One line of a chat as Ollama 0.24 writes it. */
export function lineOf(model: string, content: string): string {
  const message = { role: 'assistant', content };
  return `${JSON.stringify({ model, created_at: createdAt, message, done: false })}\n`;
}

export function lastLine(model: string, tokens: number): string {
  const figures = {
    done_reason: 'stop',
    total_duration: 174_560_334,
    load_duration: 101_397_084,
    prompt_eval_count: 36,
    prompt_eval_duration: 13_074_791,
    eval_count: tokens,
    eval_duration: 52_479_709,
  };
  const message = { role: 'assistant', content: '' };
  return `${JSON.stringify({ model, created_at: createdAt, message, done: true, ...figures })}\n`;
}

/** A line as a chunk of HTTP/1.1 (RFC 9112 §7.1). The text is ASCII. */
export function framed(line: string): string {
  return `${line.length.toString(16)}\r\n${line}\r\n`;
}

/** A whole answer of so many lines, head included. */
export function prebuilt(model: string, lines: number): Buffer {
  const chunks = Array.from({ length: lines }, (_, at) => framed(lineOf(model, ` word${at}`)));
  return Buffer.from(`${streamHead}${chunks.join('')}${framed(lastLine(model, lines))}0\r\n\r\n`);
}
