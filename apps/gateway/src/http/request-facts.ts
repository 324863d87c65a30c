import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AnswerFacts, RequestFacts } from '@hearth/api';

const safeId = /^[A-Za-z0-9_-]{1,64}$/;
const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** A caller's own id is kept when it is harmless in a log and a header. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = single(headers['x-request-id']);
  if (given !== undefined && safeId.test(given)) return given;
  return `req_${randomUUID().replaceAll('-', '')}`;
}

/** `Authorization: Bearer` or `X-API-Key`. */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const [, bearer] = /^Bearer +(\S+)\s*$/i.exec(headers.authorization ?? '') ?? [];
  return bearer ?? single(headers['x-api-key']);
}

/** `CF-Connecting-IP` is believed only from the tunnel's own end on this machine: anyone else can send it. */
export function remoteAddressOf(request: IncomingMessage): string {
  const peer = request.socket.remoteAddress ?? 'unknown';
  const visitor = single(request.headers['cf-connecting-ip']);
  return visitor !== undefined && loopback.has(peer) ? visitor : peer;
}

export type FactsOptions = Pick<
  RequestFacts,
  'id' | 'surface' | 'acceptsStream' | 'over' | 'report'
>;

export function toRequestFacts(request: IncomingMessage, options: FactsOptions): RequestFacts {
  return {
    ...options,
    remoteAddress: remoteAddressOf(request),
    token: tokenOf(request.headers),
    maxWait: single(request.headers['x-hearth-max-wait-ms']),
  };
}

/** The headers that an answer's facts become. */
export function answerHeaders({
  model,
  queueMs,
  demo,
  rateHeaders,
}: AnswerFacts): Record<string, string> {
  return {
    ...(model === undefined ? {} : { 'x-hearth-model': model }),
    ...(queueMs === undefined ? {} : { 'x-hearth-queue-ms': String(queueMs) }),
    ...(demo ? { 'x-hearth-upstream': 'demo' } : {}),
    ...rateHeaders,
  };
}
