/** How a chat is asked for and answered: REST as events or as one object, tRPC as a streamed batch or as one object. */
export type Shape = 'sse' | 'whole' | 'jsonl' | 'trpc-whole';

export interface ChatAsk {
  readonly model: string;
  readonly prompt: string;
  readonly maxTokens?: number;
}

export interface HttpAsk {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = { 'content-type': 'application/json' } as const;

const asks: Readonly<Record<Shape, (input: object) => HttpAsk>> = {
  sse: (input) => ({
    path: '/v1/chat/completions',
    headers: json,
    body: JSON.stringify({ ...input, stream: true }),
  }),
  whole: (input) => ({
    path: '/v1/chat/completions',
    headers: json,
    body: JSON.stringify({ ...input, stream: false }),
  }),
  jsonl: (input) => ({
    path: '/trpc/chat.stream?batch=1',
    headers: { ...json, 'trpc-accept': 'application/jsonl' },
    body: JSON.stringify({ 0: { json: input } }),
  }),
  'trpc-whole': (input) => ({
    path: '/trpc/chat.complete',
    headers: json,
    body: JSON.stringify({ json: input }),
  }),
};

/** The request of a chat in one of the shapes, without its key. */
export function toHttpAsk(shape: Shape, { model, prompt, maxTokens }: ChatAsk): HttpAsk {
  const bound = maxTokens === undefined ? {} : { max_tokens: maxTokens };
  return asks[shape]({ model, messages: [{ role: 'user', content: prompt }], ...bound });
}

/** What an answer of each shape holds near its end, and no part of one does. */
export const lastWords: Readonly<Record<Shape, string>> = {
  sse: 'data: [DONE]',
  whole: '"finish_reason":"',
  jsonl: '"finish_reason":"',
  'trpc-whole': '"finish_reason":"',
};

/** The status that an answer means: a streamed tRPC call says 200 before it knows, and carries a refusal inside. */
export function meantStatus(shape: Shape, status: number, text: string): number {
  const [, inside] = shape === 'jsonl' ? (/"httpStatus":(\d+)/.exec(text) ?? []) : [];
  return inside === undefined ? status : Number(inside);
}
