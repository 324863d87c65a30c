import { toHearthError } from '@hearth/api';
import { mapStream, sse, sseDone, sseEvent, withPing } from '@hearth/streams';
import {
  ChatChunk,
  ChatCompletion,
  ChatRequest,
  foldChat,
  HearthError,
  parseWire,
  toErrorBody,
} from '@hearth/wire';
import type { Codec } from '../codec.ts';
import { jsonAnswer, type RestStream } from '../rest.ts';

/** Cloudflare ends an origin that is silent for 120 s, and some clients give up sooner. */
const pingEveryMs = 15_000;

const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

function isUsage(chunk: ChatChunk): boolean {
  return chunk.choices.length === 0;
}

/** `usage` is a chunk of its own, asked for by `stream_options.include_usage`; the others then say `usage: null`. */
function withUsage(chunk: ChatChunk): ChatChunk {
  return isUsage(chunk) ? chunk : { ...chunk, usage: null };
}

function visible(batch: readonly ChatChunk[], includeUsage: boolean): ChatChunk[] {
  return includeUsage ? batch.map(withUsage) : batch.filter((chunk) => !isUsage(chunk));
}

/** A fault after the headers is an event with OpenAI's error body, and then no `[DONE]`: a cut answer never looks whole. */
async function* toEvents(
  batches: AsyncIterable<ChatChunk[]>,
  includeUsage: boolean,
): AsyncGenerator<string, void, undefined> {
  try {
    const shown = mapStream(batches, (batch) => visible(batch, includeUsage));
    yield* sse(withPing(shown, pingEveryMs));
    yield sseDone;
  } catch (error) {
    yield sseEvent(toErrorBody(toHearthError(error)));
  }
}

type StreamOptions = Pick<ChatRequest, 'stream_options'>;

function streamAnswer(batches: AsyncIterable<ChatChunk[]>, input: StreamOptions): RestStream {
  const includeUsage = input.stream_options?.include_usage === true;
  return {
    kind: 'stream',
    status: 200,
    headers: eventHeaders,
    events: toEvents(batches, includeUsage),
  };
}

function refuseStrayStreamOptions({ stream, stream_options }: ChatRequest): void {
  if (stream === true || stream_options === undefined || stream_options === null) return;
  throw new HearthError('invalid_value', "'stream_options' is only for 'stream: true'.", {
    param: 'stream_options',
  });
}

function parse(body: unknown): ChatRequest {
  const request = parseWire(ChatRequest, body);
  refuseStrayStreamOptions(request);
  return { ...request, stream: request.stream === true };
}

/** `POST /v1/chat/completions`: always the streaming procedure; a call that doesn't stream is the same call, folded. */
export const chatCompletionsCodec: Codec<'chat.stream'> = {
  describe: {
    summary: 'Create a chat completion',
    request: ChatRequest,
    response: ChatCompletion,
    event: ChatChunk,
  },
  decode: ({ body }) => parse(body),
  async encode(batches, input) {
    return input.stream ? streamAnswer(batches, input) : jsonAnswer(await foldChat(batches));
  },
};
