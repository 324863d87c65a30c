import { lastWords, type Shape, toHttpAsk } from '../gateway/shapes.ts';
import type { RunningProcess } from '../processes/start-process.ts';
import type { LoadStage } from './load-stage.ts';

/** A subject as one scenario meets it. */
export interface Target {
  readonly name: string;
  readonly process: RunningProcess;
  readonly request: string;
  readonly expectedStatuses: readonly number[];
  readonly lastWords: string;
}

/** About the size of a short conversation. */
const prompt = 'Tell me about the hearth, and keep it short. '.repeat(10);

function toBytes(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const all = { host: '127.0.0.1', ...headers, 'content-length': String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Ollama's own API: straight to it, or through a proxy that doesn't know what it carries. */
export function nativeTarget(name: string, process: RunningProcess, model: string): Target {
  const messages = [{ role: 'user', content: prompt }];
  const body = JSON.stringify({ model, messages, stream: true });
  return {
    name,
    process,
    request: toBytes('/api/chat', { 'content-type': 'application/json' }, body),
    expectedStatuses: [200],
    lastWords: '"done":true',
  };
}

export function gatewayTarget(
  name: string,
  { gateway }: LoadStage,
  asked: { shape: Shape; model: string },
): Target {
  const { path, headers, body } = toHttpAsk(asked.shape, { model: asked.model, prompt });
  return {
    name,
    process: gateway,
    request: toBytes(path, { ...headers, authorization: `Bearer ${gateway.key}` }, body),
    expectedStatuses: [200],
    lastWords: lastWords[asked.shape],
  };
}

/** A caller with a wrong key. After a hundred of them an address is told to wait. */
export function refusedTarget(name: string, { gateway }: LoadStage, model: string): Target {
  const { path, headers, body } = toHttpAsk('whole', { model, prompt });
  const wrong = `${gateway.key.slice(0, -1)}${gateway.key.endsWith('0') ? '1' : '0'}`;
  return {
    name,
    process: gateway,
    request: toBytes(path, { ...headers, authorization: `Bearer ${wrong}` }, body),
    expectedStatuses: [401, 429],
    lastWords: '"error"',
  };
}
