import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { readEvents } from '../harness/event-stream.ts';
import { eventually } from '../harness/eventually.ts';
import { solo, talker } from '../harness/simulated-models.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { isReal, needsSimulator } from '../harness/upstream.ts';

const body = { messages: [{ role: 'user', content: 'hi' }], stream: true };

interface Prefill {
  /** Milliseconds from the request to the headers, and to the first comment. */
  readonly headersMs: number;
  readonly commentMs: number;
  readonly status: number;
}

/** A prompt that takes longer than a proxy in front would wait for a byte. */
async function longPrefill(gateway: TestGateway): Promise<Prefill> {
  gateway.simulator.behave({ kind: 'hang', model: talker, path: '/api/chat' });
  const startedAt = performance.now();
  const response = await gateway.open('/v1/chat/completions', { body: { ...body, model: talker } });
  const headersMs = performance.now() - startedAt;
  for await (const { comment } of readEvents(response)) {
    if (comment === undefined) throw new Error('Expected a comment before anything else');
    return { headersMs, commentMs: performance.now() - startedAt, status: response.status };
  }
  throw new Error('The stream ended');
}

interface StreamRequest {
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: unknown;
}

const streams = {
  '/v1': { path: '/v1/chat/completions', headers: [], body: { ...body, model: solo } },
  '/trpc': {
    path: '/trpc/chat.stream?batch=1',
    headers: ['trpc-accept: application/jsonl'],
    body: { 0: { json: { ...body, model: solo } } },
  },
} satisfies Record<string, StreamRequest>;

/** Sends a request and reads nothing, not even the status. */
function sendAndStall(gateway: TestGateway, request: StreamRequest): Socket {
  const { hostname, port } = new URL(gateway.url);
  const text = JSON.stringify(request.body);
  const head = [
    `POST ${request.path} HTTP/1.1`,
    'host: hearth',
    `authorization: Bearer ${gateway.key}`,
    'content-type: application/json',
    `content-length: ${text.length}`,
    ...request.headers,
  ];
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}).pause();
  socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  return socket;
}

/** A client that never reads. Resolves with the milliseconds until its slot was free. */
async function stuckReader(gateway: TestGateway, request: StreamRequest): Promise<number> {
  const tokens = Array.from({ length: 3_000 }, () => 'x'.repeat(10_000));
  gateway.simulator.script({ reply: { tokens } });
  const socket = sendAndStall(gateway, request);
  await eventually(() => expect(gateway.slots(solo).inUse).toBe(1));
  const startedAt = performance.now();
  await eventually(() => expect(gateway.slots(solo).inUse).toBe(0), { withinMs: 45_000 });
  socket.destroy();
  return performance.now() - startedAt;
}

async function onItsOwn<Result>(scene: (gateway: TestGateway) => Promise<Result>): Promise<Result> {
  await using gateway = await startTestGateway();
  return await scene(gateway);
}

/** What takes half a minute is begun first and looked at last. */
export function startPatience() {
  if (isReal) return { prefill: undefined, stuck: undefined };
  const prefill = onItsOwn(longPrefill);
  const rest = onItsOwn((gateway) => stuckReader(gateway, streams['/v1']));
  const trpc = onItsOwn((gateway) => stuckReader(gateway, streams['/trpc']));
  for (const promise of [prefill, rest, trpc]) promise.catch(() => {});
  return { prefill, stuck: { '/v1': rest, '/trpc': trpc } };
}

export function patienceTests({ prefill, stuck }: ReturnType<typeof startPatience>): void {
  const slow = needsSimulator('Ollama has to be silent');

  slow(
    'a long prefill: headers leave within 20 s of the grant, and then a comment now and again',
    async () => {
      const seen = await prefill;
      expect(seen?.status).toBe(200);
      expect(seen?.headersMs).toBeLessThan(20_000);
      expect(seen?.commentMs).toBeLessThan(40_000);
    },
  );

  for (const surface of ['/v1', '/trpc'] as const) {
    slow(
      `a client of ${surface} that never reads gives its slot back within 30 s and a little`,
      async () => {
        const freeAfterMs = await stuck?.[surface];
        // Sooner, and the answer would simply have fitted into the buffers between.
        expect(freeAfterMs).toBeGreaterThan(10_000);
        expect(freeAfterMs).toBeLessThan(45_000);
      },
    );
  }
}
