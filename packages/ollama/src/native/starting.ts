import type { Connections } from './connections.ts';
import {
  type Exchange,
  type ExchangeListener,
  startExchange,
  type UpstreamRequest,
} from './exchange.ts';

/** Makes a request ready: it is sent when somebody listens. */
export type Starting = (
  request: Omit<UpstreamRequest, 'headers'>,
) => (listener: ExchangeListener) => Exchange;

/**
 * Ollama answers 403 without a word to a Host it doesn't take for its own (server/routes.go `allowedHostsMiddleware`).
 * It speaks no TLS: behind `https` there is a proxy, which needs its own name.
 */
function upstreamHeaders(url: URL): Record<string, string> {
  const json = { 'content-type': 'application/json', accept: 'application/json' };
  return url.protocol === 'https:' ? json : { ...json, host: 'localhost' };
}

/** Nothing of a caller's own headers goes upstream. */
export function createStarting(url: URL, connections: Connections): Starting {
  const headers = upstreamHeaders(url);
  const prefix = url.pathname.replace(/\/$/, '');
  return (request) => (listener) =>
    startExchange(
      connections.take(),
      { ...request, path: prefix + request.path, headers },
      listener,
    );
}
