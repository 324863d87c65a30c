import { readdirSync, readFileSync } from 'node:fs';

/** One exchange with a real Ollama 0.24.0. */
export interface Recording {
  readonly case: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly raw?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly chunks?: readonly (readonly [number, string])[];
  };
}

const folder = new URL('fixtures/', import.meta.url);

export function readRecordings(): Recording[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

const sentence = 'The quick brown fox jumps over the lazy dog. ';

/** The body as it was sent: the recordings abbreviate one long text. */
export function sentBody({ request }: Recording): string {
  if (request.raw !== undefined) return request.raw;
  if (request.body === undefined) return '';
  return JSON.stringify(request.body).replaceAll('<45 characters × 700>', sentence.repeat(700));
}

export function receivedText({ response }: Recording): string {
  return response.body ?? (response.chunks ?? []).map(([, text]) => text).join('');
}

export function isStream(headers: Readonly<Record<string, string | undefined>>): boolean {
  return headers['content-type'] === 'application/x-ndjson';
}
