import { ping } from './with-ping.ts';

/** A comment line: clients skip it (HTML standard §9.2.6), proxies see a byte. */
export const sseComment = ': ping\n\n';

/** One server-sent event. `data` is JSON, so it never holds a raw newline. */
export function sseEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** The end that OpenAI's clients look for; it is not JSON. */
export const sseDone = 'data: [DONE]\n\n';

/** Batches as text for the socket: one string, so one write, for each batch. */
export async function* sse<Item>(
  batches: AsyncIterable<readonly Item[] | typeof ping>,
): AsyncGenerator<string, void, undefined> {
  for await (const batch of batches) {
    if (batch === ping) yield sseComment;
    else if (batch.length > 0) yield batch.map(sseEvent).join('');
  }
}
