import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Recording, readsOf } from './recordings.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly response: ServerResponse;
  /** Resolves when the answer's connection has ended; with whether the answer was whole. */
  readonly ended: Promise<{ whole: boolean }>;
}

export interface ScriptedOllama extends AsyncDisposable {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Resolves with the request number `index` once it has come. */
  request(index: number): Promise<SeenRequest>;
  /** How many connections were ever opened. */
  connections(): number;
}

type Script = (request: SeenRequest) => void | Promise<void>;

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function endingOf(response: ServerResponse): Promise<{ whole: boolean }> {
  return new Promise((resolve) => {
    response.on('close', () => resolve({ whole: response.writableFinished }));
  });
}

/** A server that answers each request as the script says. */
export async function scriptedOllama(script: Script): Promise<ScriptedOllama> {
  const seen: SeenRequest[] = [];
  const waiting = new Map<number, (request: SeenRequest) => void>();
  let connections = 0;
  const server = createServer(async (incoming, response) => {
    const ended = endingOf(response);
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: await readBody(incoming), response, ended };
    seen.push(request);
    waiting.get(seen.length - 1)?.(request);
    await script(request);
  });
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    async request(index) {
      const there = seen[index];
      if (there !== undefined) return there;
      return new Promise((resolve) => waiting.set(index, resolve));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers as a recording did, one write for each read. */
export async function replay(found: Recording, response: ServerResponse): Promise<void> {
  const type = found.response.headers['content-type'];
  response.writeHead(found.response.status, type === undefined ? {} : { 'content-type': type });
  for (const text of readsOf(found)) {
    response.write(text);
    await new Promise(setImmediate);
  }
  response.end();
}

/** A line as Ollama writes it. */
export function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

export function contentLine(content: string): string {
  return line({ model: 'm', message: { role: 'assistant', content }, done: false });
}

export const doneLine = line({
  model: 'm',
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason: 'stop',
  eval_count: 2,
});
