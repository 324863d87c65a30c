import type { IncomingMessage } from 'node:http';
import { docsPage, openApiDocument } from '@hearth/openai-rest';
import type { FastifyInstance } from 'fastify';
import { version } from '../system/version.ts';
import { readiness } from './health.ts';
import { remoteAddressOf, tokenOf } from './request-facts.ts';
import type { ServerOptions } from './server-options.ts';

/** The page has its style inline and nothing else. */
const docsPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Health, figures and documentation. */
export function mountShell(server: FastifyInstance, options: ServerOptions): void {
  const { health, metrics, services, metricsOpen } = options;
  const document = openApiDocument(version);
  const page = docsPage(version);

  async function requireKey(raw: IncomingMessage, scope: 'admin:read' | null): Promise<void> {
    await services.access.authorize(tokenOf(raw.headers), scope, remoteAddressOf(raw));
  }

  // Whoever opens the address in a browser finds out what it is.
  server.get('/', async (_request, reply) => reply.redirect('/docs'));

  server.get('/livez', async () => ({ status: 'alive' }));

  server.get('/readyz', async (_request, reply) => {
    const state = await readiness(health);
    return reply.code(state.ready ? 200 : 503).send(state);
  });

  server.get('/metrics', async ({ raw }, reply) => {
    if (!metricsOpen) await requireKey(raw, 'admin:read');
    return reply.type(metrics.contentType).send(await metrics.text());
  });

  server.get('/openapi.json', async ({ raw }) => {
    await requireKey(raw, null);
    return document;
  });

  server.get('/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', docsPolicy).send(page),
  );
}
