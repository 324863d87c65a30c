import { isHearthClientError } from '@hearth/client';
import { readStory } from './event-stream.ts';
import type { TestGateway } from './test-gateway.ts';

/** The ways to call a model of chat: both surfaces, whole and streamed. */
export const waysToChat = ['rest whole', 'rest stream', 'trpc whole', 'trpc stream'] as const;
export const waysToEmbed = ['rest embed', 'trpc embed'] as const;
export type Way = (typeof waysToChat)[number] | (typeof waysToEmbed)[number];

export interface CallOptions {
  readonly model: string;
  readonly key?: string;
  /** Left out: what the gateway waits by default. */
  readonly maxWaitMs?: number;
  readonly signal?: AbortSignal;
}

/** What a refusal says, by whichever surface. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly figures: Readonly<Record<string, unknown>>;
  readonly headers: Headers | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
}

export type Outcome =
  | { readonly kind: 'answered'; readonly queueMs: number | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'left' };

/** More than the simulator says, and short for a real model. */
const question = {
  messages: [{ role: 'user' as const, content: 'Say hello.' }],
  max_tokens: 16,
};

async function byRest(gateway: TestGateway, way: Way, options: CallOptions): Promise<Outcome> {
  const { model, key, maxWaitMs, signal } = options;
  const embeds = way === 'rest embed';
  const chat = { model, ...question, stream: way === 'rest stream' };
  const response = await gateway.open(embeds ? '/v1/embeddings' : '/v1/chat/completions', {
    body: embeds ? { model, input: 'hello' } : chat,
    headers: maxWaitMs === undefined ? {} : { 'x-hearth-max-wait-ms': String(maxWaitMs) },
    ...(key === undefined ? {} : { key }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) {
    if (way === 'rest stream') await assertWhole(response);
    else await response.json();
    return { kind: 'answered', queueMs: Number(response.headers.get('x-hearth-queue-ms')) };
  }
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  const { code, message: _, type: __, param: ___, ...figures } = error;
  const { status, headers } = response;
  const requestId = headers.get('x-request-id') ?? undefined;
  const retryAfterMs = Number(headers.get('retry-after-ms') ?? Number.NaN);
  const refusal = { status, code: String(code), figures, headers, retryAfterMs, requestId };
  return { kind: 'refused', refusal };
}

async function assertWhole(response: Response): Promise<void> {
  const { isDone, error } = await readStory(response);
  if (!isDone) throw new Error(`A stream ended without [DONE]: ${JSON.stringify(error)}`);
}

async function byTrpc(gateway: TestGateway, way: Way, options: CallOptions): Promise<Outcome> {
  const { model, key = gateway.key, ...rest } = options;
  const hearth = gateway.hearthWith(key);
  try {
    if (way === 'trpc embed') await hearth.embed.create({ model, input: 'hello' }, rest);
    else if (way === 'trpc whole') await hearth.chat.complete({ model, ...question }, rest);
    else await hearth.chat.stream({ model, ...question }, rest).final();
    return { kind: 'answered', queueMs: undefined };
  } catch (error) {
    if (!isHearthClientError(error) || error.code === 'aborted') throw error;
    const { status = 0, code, figures, retryAfterMs, requestId } = error;
    const refusal = {
      status,
      code,
      figures: { ...figures },
      headers: undefined,
      retryAfterMs,
      requestId,
    };
    return { kind: 'refused', refusal };
  }
}

/** Makes one call and says how it ended. Throws for an ending that no caller should meet, such as a cut stream. */
export async function call(gateway: TestGateway, way: Way, options: CallOptions): Promise<Outcome> {
  try {
    const send = way.startsWith('rest') ? byRest : byTrpc;
    return await send(gateway, way, options);
  } catch (error) {
    if (options.signal?.aborted) return { kind: 'left' };
    throw error;
  }
}
