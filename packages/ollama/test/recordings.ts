import { readdirSync, readFileSync } from 'node:fs';

/** One exchange with a real Ollama 0.24.0. */
export interface Recording {
  readonly case: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly chunks?: readonly (readonly [number, string])[];
  };
}

const folder = new URL('./fixtures/', import.meta.url);

export function recording(name: string): Recording {
  const parsed: Recording = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  return parsed;
}

export function recordings(): Recording[] {
  const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
  return names.map(recording);
}

/** The whole body as it came. */
export function bodyOf({ response }: Recording): string {
  return response.body ?? (response.chunks ?? []).map(([, text]) => text).join('');
}

/** The reads of a stream as they came off the socket. */
export function readsOf({ response }: Recording): string[] {
  return response.chunks?.map(([, text]) => text) ?? [response.body ?? ''];
}

/** Every answer of `/api/chat` that came as lines. */
export function chatStreams(): Recording[] {
  return recordings().filter(
    ({ request, response }) =>
      request.path === '/api/chat' &&
      response.status === 200 &&
      response.headers['content-type'] === 'application/x-ndjson',
  );
}
