import { readFileSync } from 'node:fs';

/** A stream as a real Ollama (0.24.0) sent it. */
interface Recording {
  readonly response: { readonly chunks: readonly (readonly [number, string])[] };
}

/** The bytes of a recorded stream, as one piece. */
export function recordedBytes(name: string): Buffer {
  const file = new URL(`./fixtures/${name}.json`, import.meta.url);
  const { response }: Recording = JSON.parse(readFileSync(file, 'utf8'));
  return Buffer.from(response.chunks.map(([, text]) => text).join(''));
}
