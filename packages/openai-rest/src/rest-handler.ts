import { appRouter, toHearthError } from '@hearth/api';
import { parseJson, retryHeaders, toErrorBody } from '@hearth/wire';
import { callTRPCProcedure } from '@trpc/server';
import { allowedMethods, type MatchedRoute, matchRoute } from './match-route.ts';
import {
  jsonAnswer,
  type RestAnswer,
  type RestOutcome,
  type RestRequest,
  type RestText,
} from './rest.ts';

/** Any error as OpenAI's clients read it: status, retry headers, and a body with all four keys. */
export function errorAnswer(error: unknown): RestText {
  const hearthError = toHearthError(error);
  return jsonAnswer(toErrorBody(hearthError), hearthError.status, retryHeaders(hearthError));
}

interface Called {
  readonly input: unknown;
  readonly output: unknown;
}

/**
 * The input is decoded lazily, inside the procedure: the key is checked before the body is even parsed, so that a caller
 * without one learns nothing and costs little.
 */
async function callProcedure(
  { route, parameters }: MatchedRoute,
  request: RestRequest,
): Promise<Called> {
  let input: unknown;
  const output: unknown = await callTRPCProcedure({
    router: appRouter,
    path: route.procedure,
    type: route.type,
    async getRawInput() {
      const body = route.type === 'query' ? undefined : parseJson(request.body ?? '');
      input = route.codec.decode({ body, parameters });
      return input;
    },
    ctx: request.context,
    signal: request.context.request.over,
    batchIndex: 0,
  });
  return { input, output };
}

async function answer(request: RestRequest, matched: MatchedRoute): Promise<RestAnswer> {
  const { input, output } = await callProcedure(matched, request);
  // Both come from the row's own procedure, as the table has checked.
  return matched.route.codec.encode(output as never, input as never);
}

/** A 405 has to name what is allowed (RFC 9110 §15.5.6). */
function withAllow(refusal: RestText, url: string): RestText {
  if (refusal.status !== 405) return refusal;
  return { ...refusal, headers: { ...refusal.headers, allow: allowedMethods(url).join(', ') } };
}

/** Answers a request of `/v1`. Never rejects: what goes wrong is an answer too. */
export async function handleRest(request: RestRequest): Promise<RestOutcome> {
  try {
    return { answer: await answer(request, matchRoute(request.method, request.url)) };
  } catch (error) {
    const hearthError = toHearthError(error);
    const refusal = withAllow(errorAnswer(hearthError), request.url);
    if (hearthError.code !== 'internal_error') return { answer: refusal };
    return { answer: refusal, fault: hearthError.cause };
  }
}
