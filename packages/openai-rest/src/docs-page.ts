import { errorCodes } from '@hearth/wire';
import type * as z from 'zod';
import { docsStyle } from './docs-style.ts';
import { type JsonObject, toSchema } from './json-schema.ts';
import { routes } from './routes.ts';

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** A field's type in a few words: `string | string[]`, `"float" | "base64"`. */
function typeName(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const names = choices.map(typeName).filter((name) => name !== 'null');
    return [...new Set(names)].join(' | ');
  }
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `${typeName(schema.items ?? {})}[]`;
  if (Array.isArray(schema.type)) return schema.type.filter((name) => name !== 'null').join(' | ');
  return typeof schema.type === 'string' ? schema.type : 'any';
}

function fieldRow(name: string, schema: JsonSchema, isRequired: boolean): string {
  const mark = isRequired ? '<strong>required</strong>' : '';
  return `<tr><td><code>${escapeHtml(name)}</code></td><td><code>${escapeHtml(typeName(schema))}</code></td><td>${mark}</td></tr>`;
}

/** The schema itself, where it is named and so comes as a reference. */
function bodyOf(schema: z.ZodType): JsonSchema {
  const components: JsonObject = {};
  const { $ref, ...inline } = toSchema(schema, components) as JsonSchema;
  const named = $ref === undefined ? undefined : components[$ref.slice('#/$defs/'.length)];
  return (named as JsonSchema | undefined) ?? inline;
}

function fieldTable(schema: z.ZodType): string {
  const { properties = {}, required = [] } = bodyOf(schema);
  // A field of any type is one that is known only to be refused by name.
  const taken = Object.entries(properties).filter(([, field]) => typeName(field) !== 'any');
  const rows = taken.map(([name, field]) => fieldRow(name, field, required.includes(name)));
  return `<table><thead><tr><th>Field</th><th>Type</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function routeSection([key, { codec }]: [string, (typeof routes)[keyof typeof routes]]): string {
  const { summary, request, event } = codec.describe;
  const streams =
    event === undefined
      ? ''
      : '<p>Streams server-sent events with <code>"stream": true</code>.</p>';
  const fields = request === undefined ? '' : fieldTable(request);
  return `<section><h3><code>${escapeHtml(key)}</code></h3><p>${escapeHtml(summary)}.</p>${streams}${fields}</section>`;
}

function errorRows(): string {
  return Object.entries(errorCodes)
    .map(
      ([code, { status, meaning }]) =>
        `<tr><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(meaning)}</td></tr>`,
    )
    .join('');
}

/** The documentation page of `/docs`: static, without a script, from the same table and schemas that answer the calls. */
export function docsPage(version: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hearth API</title>
<style>${docsStyle}</style>
</head>
<body>
<main>
<h1>Hearth API</h1>
<p>The OpenAI-compatible surface of this gateway, version ${escapeHtml(version)}. Point any OpenAI client at <code>/v1</code> and give it a key of this gateway.</p>
<h2>Authentication</h2>
<p>Send <code>Authorization: Bearer hk_…</code> or <code>X-API-Key: hk_…</code>. The first start prints an admin key; make one for each caller:</p>
<pre><code>npm run hearth -- keys create --name my-agent</code></pre>
<h2>First call</h2>
<pre><code>curl -N http://127.0.0.1:7411/v1/chat/completions \\
  -H "Authorization: Bearer $HEARTH_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "demo-chat", "stream": true,
       "messages": [{"role": "user", "content": "Say hello"}]}'</code></pre>
<p>A full box answers <code>429</code> with <code>retry-after</code>. To wait for a slot instead, send <code>x-hearth-max-wait-ms</code> (0 to 90000).</p>
<h2>Routes</h2>
${Object.entries(routes).map(routeSection).join('\n')}
<p>The machine-readable document is at <code>/openapi.json</code> (with a key).</p>
<h2>Errors</h2>
<p>Every error has the body <code>{"error":{"message","type","param","code"}}</code>, and every answer an <code>x-request-id</code>.</p>
<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>${errorRows()}</tbody></table>
</main>
</body>
</html>
`;
}
