import { appRouter, toHearthError } from '@hearth/api';
import { parseJson, retryHeaders, toErrorBody } from '@hearth/wire';
import { callTRPCProcedure } from '@trpc/server';
import type { Decoded, ProcedurePath, Route } from './codec.ts';
import { allowedMethods, type MatchedRoute, matchRoute } from './match-route.ts';
import {
  jsonAnswer,
  type RestAnswer,
  type RestRequest,
  type RestText,
  type RoutedAnswer,
} from './rest.ts';

/** Any error as OpenAI's clients read it: status, retry headers, and a body with all four keys. */
export function errorAnswer(error: unknown): RestText {
  const hearthError = toHearthError(error);
  return jsonAnswer(toErrorBody(hearthError), hearthError.status, retryHeaders(hearthError));
}

/**
 * The input is decoded lazily, inside the procedure: the key is checked before the body is even parsed, so that a caller
 * without one learns nothing and costs little.
 */
function callProcedure(route: Route<ProcedurePath>, request: RestRequest, read: () => Decoded) {
  return callTRPCProcedure({
    router: appRouter,
    path: route.procedure,
    type: route.type,
    getRawInput: async () => route.codec.decode(read()),
    ctx: request.context,
    signal: request.signal,
    batchIndex: 0,
  });
}

async function answer(
  request: RestRequest,
  { route, parameters }: MatchedRoute,
): Promise<RestAnswer> {
  let decoded: Decoded | undefined;
  const read = (): Decoded => {
    decoded ??= {
      body: route.type === 'query' ? undefined : parseJson(request.body ?? ''),
      parameters,
    };
    return decoded;
  };
  const output: unknown = await callProcedure(route, request, read);
  return route.codec.encode(output as never, read());
}

/** A 405 has to name what is allowed (RFC 9110 §15.5.6). */
function withAllow(refusal: RestText, url: string): RestText {
  if (refusal.status !== 405) return refusal;
  return { ...refusal, headers: { ...refusal.headers, allow: allowedMethods(url).join(', ') } };
}

/** Answers a request of `/v1`. Never rejects: what goes wrong is an answer too. */
export async function handleRest(request: RestRequest): Promise<RoutedAnswer> {
  let name = 'unknown';
  try {
    const matched = matchRoute(request.method, request.url);
    name = matched.name;
    return { route: name, answer: await answer(request, matched) };
  } catch (error) {
    return { route: name, answer: withAllow(errorAnswer(error), request.url) };
  }
}
