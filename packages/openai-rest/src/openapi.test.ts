import { expect, test } from 'vitest';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi.ts';
import { routes } from './routes.ts';

const document = openApiDocument('1.2.3');

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === '$ref' && typeof child === 'string' ? [child] : refsIn(child),
  );
}

test('it is OpenAPI 3.1 and has every route of the table, and no other', () => {
  expect(document['openapi']).toBe('3.1.0');
  const paths = document['paths'] as Record<string, object>;
  const named = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(named.sort()).toEqual(Object.keys(routes).sort());
});

test('every reference leads to a schema, and none to itself', () => {
  const { schemas } = document['components'] as { schemas: Record<string, object> };
  const refs = refsIn(document);
  expect(refs.length).toBeGreaterThan(10);
  for (const ref of refs) {
    const name = ref.replace('#/components/schemas/', '');
    expect(schemas[name]).toBeDefined();
    expect(schemas[name]).not.toEqual({ $ref: ref });
  }
});

test('operation ids are unique', () => {
  const paths = Object.values(
    document['paths'] as Record<string, Record<string, { operationId: string }>>,
  );
  const ids = paths.flatMap((operations) =>
    Object.values(operations).map((operation) => operation.operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('the documentation page lists the fields of a request', () => {
  const page = docsPage('1');
  for (const field of ['messages', 'max_completion_tokens', 'response_format', 'encoding_format']) {
    expect(page).toContain(`<td><code>${field}</code></td>`);
  }
});

test('the documentation page names every route, and has no script', () => {
  const page = docsPage('<b>1</b>');
  for (const route of Object.keys(routes)) expect(page).toContain(route);
  expect(page).not.toContain('<script');
  expect(page).not.toContain('<b>1</b>');
});
