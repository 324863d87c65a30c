import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { RestAnswer } from '@hearth/openai-rest';

/** A reason that exists already: an abort without one makes a DOMException for each drain. */
const enough = new Error('settled');

/** `drain` never comes from a client that died under back-pressure, so its end counts too. */
async function roomOrEnd(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    settled.abort(enough);
  }
}

async function writeEvents(response: ServerResponse, events: AsyncIterable<string>): Promise<void> {
  for await (const text of events) {
    if (response.destroyed) return;
    if (!response.write(text)) await roomOrEnd(response);
  }
}

/** Writes an answer to the socket, one write for each event batch. Resolves at the end or when the client has gone. */
export async function writeAnswer(
  response: ServerResponse,
  answer: RestAnswer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (response.destroyed) return;
  if (answer.kind === 'text') {
    const length = String(Buffer.byteLength(answer.body));
    response.writeHead(answer.status, { ...answer.headers, ...headers, 'content-length': length });
    response.end(answer.body);
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, ...headers });
  response.flushHeaders();
  await writeEvents(response, answer.events);
  response.end();
}
