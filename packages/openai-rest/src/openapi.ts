import { ErrorBody } from '@hearth/wire';
import type { RouteDescription } from './codec.ts';
import { type JsonObject, toSchema } from './json-schema.ts';
import { routes } from './routes.ts';

function withComponentRefs(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document).replaceAll('#/$defs/', '#/components/schemas/'));
}

function responses(describe: RouteDescription, components: JsonObject): JsonObject {
  const content: JsonObject = {
    'application/json': { schema: toSchema(describe.response, components) },
  };
  if (describe.event !== undefined) {
    content['text/event-stream'] = { schema: toSchema(describe.event, components) };
  }
  return {
    '200': { description: 'The answer', content },
    default: {
      description: 'An error, always in this shape',
      content: { 'application/json': { schema: toSchema(ErrorBody, components) } },
    },
  };
}

function operation(key: string, describe: RouteDescription, components: JsonObject): JsonObject {
  const body = describe.request && {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: toSchema(describe.request, components) } },
    },
  };
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  return {
    operationId: key
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replace(/_$/, ''),
    summary: describe.summary,
    ...(key.includes('{id}') ? { parameters: [id] } : {}),
    ...body,
    responses: responses(describe, components),
  };
}

/** The OpenAPI 3.1 document of `/v1`, from the same table and schemas that answer the calls. */
export function openApiDocument(version: string): JsonObject {
  const components: JsonObject = {};
  const paths: Record<string, JsonObject> = {};
  for (const [key, { codec }] of Object.entries(routes)) {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: operation(key, codec.describe, components),
    };
  }
  return withComponentRefs({
    openapi: '3.1.0',
    info: {
      title: 'Hearth',
      version,
      description: 'The OpenAI-compatible surface of a Hearth gateway.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  });
}
