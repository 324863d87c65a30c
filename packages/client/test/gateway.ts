import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { appRouter, type Context } from '@hearth/api';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { createServices, type OpenChat } from './services.ts';

interface Seen {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

export interface TestGateway extends AsyncDisposable {
  readonly baseURL: string;
  /** Every request, in the order of arrival. */
  readonly seen: readonly Seen[];
  /** Breaks every connection, as a crash does. */
  cut(): void;
}

/** Closes with every connection: a stream that a test left open must not keep it waiting. */
export async function listen(server: Server): Promise<{ baseURL: string } & AsyncDisposable> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Exchange {
  readonly req: { readonly headers: IncomingHttpHeaders };
  readonly res: ServerResponse;
}

function closeSignal(response: ServerResponse): AbortSignal {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return closed.signal;
}

function toContext({ req: { headers }, res }: Exchange, openChat: OpenChat): Context {
  const wait = headers['x-hearth-max-wait-ms'];
  return {
    services: createServices(openChat),
    request: {
      id: `req_${randomUUID()}`,
      surface: 'trpc',
      remoteAddress: '127.0.0.1',
      token: headers.authorization?.replace(/^Bearer /, ''),
      maxWait: typeof wait === 'string' ? wait : undefined,
      acceptsStream: headers['trpc-accept'] === 'application/jsonl',
      over: closeSignal(res),
      report: () => {},
    },
  };
}

/** The real router behind tRPC's own HTTP handler, with services made by hand. */
export async function startGateway(openChat: OpenChat): Promise<TestGateway> {
  const seen: Seen[] = [];
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: (exchange) => toContext(exchange, openChat),
  });
  const server = createServer((request, response) => {
    seen.push({
      url: request.url ?? '',
      method: request.method ?? '',
      headers: request.headers,
    });
    handler(request, response);
  });
  const listening = await listen(server);
  return { ...listening, seen, cut: () => server.closeAllConnections() };
}
