import { answerText } from '../http/answers.ts';
import type { ResponseSink } from '../http/exchange.ts';
import type { Parts } from '../parts.ts';
import { createChatRoute } from './chat-route.ts';
import { createEmbedRoute, createLegacyEmbeddingsRoute } from './embed-routes.ts';
import { faultedRoute } from './faulted-route.ts';
import { createGenerateRoute } from './generate-route.ts';
import {
  createPsRoute,
  createRootRoute,
  createShowRoute,
  createTagsRoute,
  createVersionRoute,
} from './model-routes.ts';
import { createPullRoute } from './pull-route.ts';
import type { Route } from './route.ts';

/** The methods of a path in the order that Ollama's Allow header lists them, and its route. */
interface Entry {
  readonly methods: readonly string[];
  readonly route: Route;
}

/** Finds the route of a call; unknown paths and methods get routes of their own. */
export function createRouter(parts: Parts): (method: string, path: string) => Route {
  const plain = (route: Route) => faultedRoute(parts, route);
  const reading = (route: Route): Entry => ({ methods: ['HEAD', 'GET'], route: plain(route) });
  const posting = (route: Route): Entry => ({ methods: ['POST'], route });
  const entries: Readonly<Record<string, Entry>> = {
    '/': reading(createRootRoute()),
    '/api/version': reading(createVersionRoute(parts)),
    '/api/tags': reading(createTagsRoute(parts)),
    '/api/ps': { methods: ['GET'], route: plain(createPsRoute(parts)) },
    '/api/show': posting(plain(createShowRoute(parts))),
    '/api/chat': posting(createChatRoute(parts)),
    '/api/generate': posting(createGenerateRoute(parts)),
    '/api/embed': posting(createEmbedRoute(parts)),
    '/api/embeddings': posting(createLegacyEmbeddingsRoute(parts)),
    '/api/pull': posting(createPullRoute(parts)),
  };
  return (method, path) => {
    const entry = Object.hasOwn(entries, path) ? entries[path] : undefined;
    if (!entry) return notFound;
    return entry.methods.includes(method) ? entry.route : notAllowed(entry.methods);
  };
}

const notFound: Route = (_call, sink) => answerText(sink, 404, '404 page not found');

function notAllowed(methods: readonly string[]): Route {
  return (_call, sink) =>
    answerText(allowing(sink, methods.join(', ')), 405, '405 method not allowed');
}

function allowing(sink: ResponseSink, methods: string): ResponseSink {
  return { ...sink, head: (status, headers) => sink.head(status, { allow: methods, ...headers }) };
}
