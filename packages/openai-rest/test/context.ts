import type { Context, Principal, Services } from '@hearth/api';
import type { ChatChunk } from '@hearth/wire';

const head = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  system_fingerprint: 'fp',
} as const;

/** The chunks of one short answer, in the batches given. */
export function answerOf(...words: string[]): ChatChunk[][] {
  const chunk = (
    delta: ChatChunk['choices'][number]['delta'],
    finish: 'stop' | null = null,
  ): ChatChunk => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const usage = {
    prompt_tokens: 3,
    completion_tokens: words.length,
    total_tokens: 3 + words.length,
  };
  const last = [chunk({}, 'stop'), { ...head, choices: [], usage }];
  return [
    [chunk({ role: 'assistant', content: '' })],
    ...words.map((content) => [chunk({ content })]),
    last,
  ];
}

export async function* batchesOf(
  batches: readonly ChatChunk[][],
  failure?: Error,
): AsyncGenerator<ChatChunk[]> {
  yield* batches;
  if (failure !== undefined) throw failure;
}

const principal: Principal = {
  keyId: 'key_1',
  keyName: 'test',
  scopes: ['chat', 'embed', 'models'],
  models: null,
  rpm: null,
  tpm: null,
  concurrency: null,
};

/** A context over services that the test gives; a call of any other throws. */
export function contextWith(services: Partial<Services>, maxWait?: string): Context {
  const access = { authorize: async () => principal };
  return {
    services: { access, ...services },
    request: {
      id: 'req_1',
      surface: 'rest',
      remoteAddress: '127.0.0.1',
      token: 'hk_',
      maxWait,
      report: () => {},
      acceptsStream: true,
      over: new AbortController().signal,
    },
  };
}
