import { afterAll, beforeAll, expect, test } from 'vitest';
import { preparePython, runPython } from './harness/python.ts';
import { simulatedModels } from './harness/simulated-models.ts';
import { startTestGateway } from './harness/test-gateway.ts';
import { isReal } from './harness/upstream.ts';

const checks = {
  chat: 'a whole answer',
  stream: 'a stream, item by item',
  stream_usage: 'a stream with its usage in a last chunk of its own',
  stream_helper: 'the stream() helper',
  async_stream: 'a stream of the async client',
  embeddings: 'base64, which the SDK asks for, and numbers are the same vectors',
  token_ids: 'token ids are refused with what to do',
  models: 'models are listed and can be asked for',
  wrong_key: 'a wrong key is an AuthenticationError',
  unknown_model: 'an unknown model is a NotFoundError',
  bad_request: 'a field that no local model can honour is a BadRequestError',
};

/** What only the simulator does on purpose, and why. */
const simulatedChecks = {
  tools: ['two tool calls of one answer stay two', 'it calls the tools that the text names'],
  rate_limit: ['a full box is a RateLimitError that says when to come back', 'it is slow'],
  closed_stream_frees_its_slot: ['a stream that is closed frees its slot', 'it is slow'],
  retries: ['a retry of the SDK gets in once the slot is free', 'it is slow'],
  broken_stream: ['an answer that breaks in the middle throws', 'Ollama has to break'],
  broken_whole: ['a whole answer that breaks is a 502', 'Ollama has to break'],
} as const;

const python = await preparePython();
const gateway = await startTestGateway({
  simulator: {
    models: [
      ...simulatedModels,
      { name: 'slow', capabilities: ['completion'], replyTokens: 200 },
      { name: 'breaker', capabilities: ['completion'], replyTokens: 8 },
    ],
  },
});
afterAll(() => gateway[Symbol.asyncDispose]());

let results: Readonly<Record<string, string | null>> = {};

beforeAll(async () => {
  if (python.missing !== undefined) return;
  if (!isReal) {
    gateway.simulator.behave([
      { kind: 'slow', model: 'slow', factor: 50 },
      { kind: 'error-line', model: 'breaker', path: '/api/chat', afterLines: 3 },
    ]);
  }
  const { url, key, chatModel, embedModel } = gateway;
  const names = [...Object.keys(checks), ...(isReal ? [] : Object.keys(simulatedChecks))];
  const input = { url, key, chatModel, embedModel, checks: names };
  results = await runPython(python.interpreter, 'openai_checks.py', input);
});

function check(name: string, title: string, skipped: string | undefined): void {
  const run = skipped === undefined ? test : test.skip;
  run(skipped === undefined ? title : `${title} [${skipped}]`, () => {
    expect(results[name]).toBeNull();
  });
}

for (const [name, title] of Object.entries(checks)) check(name, title, python.missing);

for (const [name, [title, why]] of Object.entries(simulatedChecks)) {
  check(name, title, isReal ? `needs the simulator: ${why}` : python.missing);
}

test('nothing is left in the limiter', async () => {
  const rows = () => gateway.gateway.composition.limiter.snapshot().models;
  await expect.poll(() => rows().some(({ inUse, queued }) => inUse + queued > 0)).toBe(false);
});
