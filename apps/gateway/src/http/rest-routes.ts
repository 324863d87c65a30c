import type { AnswerFacts } from '@hearth/api';
import { handleRest, routeName } from '@hearth/openai-rest';
import { HearthError } from '@hearth/wire';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerOver } from './answer-over.ts';
import { answerHeaders, remoteAddressOf, tokenOf, toRequestFacts } from './request-facts.ts';
import type { ServerOptions } from './server-options.ts';
import { writeAnswer } from './write-answer.ts';

function refuseEncoding(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  throw new HearthError(
    'unsupported_media_type',
    `Send the body uncompressed, not as '${encoding}'.`,
  );
}

/** `/v1`: Fastify reads the body, then the answer is written to the raw socket. */
export function mountRest(
  scope: FastifyInstance,
  { services, log }: Pick<ServerOptions, 'services' | 'log'>,
): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    try {
      refuseEncoding(request);
      done(null, body);
    } catch (error) {
      done(error as Error);
    }
  });

  // Before the body is read: whoever has no key can't make this process hold megabytes of it.
  scope.addHook('onRequest', async (request) => {
    const { method, url, raw } = request;
    request.routeName = routeName(method, url);
    await services.access.authorize(tokenOf(raw.headers), null, remoteAddressOf(raw));
  });

  async function respond(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack();
    let facts: AnswerFacts = {};
    const report = (more: AnswerFacts) => {
      facts = { ...facts, ...more };
    };
    const over = answerOver(reply.raw);
    const about = { id: request.id, surface: 'rest', acceptsStream: true, over, report } as const;
    const context = { services, request: toRequestFacts(request.raw, about) };
    const { answer, fault } = await handleRest({
      method: request.method,
      url: request.url,
      body: typeof request.body === 'string' ? request.body : undefined,
      context,
    });
    if (fault !== undefined) log.error({ requestId: request.id, err: fault }, 'a request failed');
    await writeAnswer(reply.raw, answer, { 'x-request-id': request.id, ...answerHeaders(facts) });
  }

  scope.all('/*', (request, reply) => {
    respond(request, reply).catch((error: unknown) => {
      log.error({ requestId: request.id, error: String(error) }, 'an answer could not be written');
      reply.raw.destroy();
    });
  });
}
