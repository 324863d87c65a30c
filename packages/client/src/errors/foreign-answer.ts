import type { Fault } from './fault.ts';
import { HearthClientError } from './hearth-client-error.ts';
import { isRecord } from './records.ts';
import { bodyFault } from './server-fault.ts';

/** What a proxy answers while the gateway behind it is restarting or busy (RFC 9110 §15.5.9, §15.6; RFC 6585 §4). */
const passing = [408, 429, 502, 503, 504];

function isJson(response: Response): boolean {
  return /\bjson|\bx-ndjson/.test(response.headers.get('content-type') ?? '');
}

/** `retry-after-ms`, else `retry-after` in seconds (RFC 9110 §10.2.3). A date isn't read: no gateway sends one. */
function retryAfterOf(headers: Headers): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  const rough = Number(headers.get('retry-after') ?? Number.NaN) * 1000;
  return [exact, rough].find((milliseconds) => milliseconds >= 0);
}

function answerFacts({ status, headers }: Response): Partial<Fault> {
  return {
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryable: passing.includes(status) && headers.get('x-should-retry') !== 'false',
    retryAfterMs: retryAfterOf(headers),
  };
}

function pageFault(response: Response): Fault {
  const kind = response.headers.get('content-type') ?? 'no content type';
  const detail = `Expected an answer of Hearth, got ${kind}. Is baseURL right, and is there a proxy in front of it?`;
  return { code: 'unexpected_response', detail, ...answerFacts(response) };
}

async function errorOf(response: Response): Promise<unknown> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isRecord(body) ? body['error'] : undefined;
}

/** tRPC's own error: its `code` is a number, and the transformer wraps the whole in `json`. */
function isTrpcError(error: unknown): boolean {
  return isRecord(error) && ('json' in error || typeof error['code'] === 'number');
}

/**
 * Gives the response back when it is tRPC's. What answers in front of the router is not: a proxy's page, or the HTTP shell's
 * OpenAI error body. Throws `HearthClientError` for those.
 */
export async function ownAnswer(response: Response): Promise<Response> {
  if (!isJson(response)) throw new HearthClientError(pageFault(response));
  if (response.ok) return response;
  const error = await errorOf(response);
  if (isTrpcError(error)) return response;
  const fault = bodyFault(error) ?? pageFault(response);
  throw new HearthClientError({ ...fault, ...answerFacts(response) });
}
