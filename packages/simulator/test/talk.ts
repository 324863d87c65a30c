import type { Simulator } from '../src/index.ts';
import { type JsonRecord, recordOf } from '../src/values.ts';
import { parseLines } from './shape.ts';

/** Calls the simulator in process and reads the answer. */
export function talkTo(simulator: Pick<Simulator, 'fetch'>) {
  const post = (path: string, body: unknown, signal?: AbortSignal) =>
    simulator.fetch(`http://localhost${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal }),
    });
  return {
    post,
    async json(path: string, body: unknown): Promise<JsonRecord> {
      return recordOf(await (await post(path, body)).json());
    },
    async lines(path: string, body: unknown): Promise<JsonRecord[]> {
      return parseLines(await (await post(path, body)).text()).map(recordOf);
    },
    async get(path: string): Promise<JsonRecord> {
      return recordOf(await (await simulator.fetch(`http://localhost${path}`)).json());
    },
  };
}

/** A chat of one user message. */
export function asking(content: string, more: JsonRecord = {}): JsonRecord {
  return { model: 'demo-chat', messages: [{ role: 'user', content }], ...more };
}

export function contentOf(lines: readonly JsonRecord[]): string {
  return lines.map((line) => recordOf(line['message'])['content']).join('');
}
