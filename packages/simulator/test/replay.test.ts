import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../src/index.ts';
import { isRecord, listOf } from '../src/values.ts';
import { exchange, type RawAnswer } from './raw-exchange.ts';
import { readRecordedModels } from './recorded-models.ts';
import { recordedReply } from './recorded-reply.ts';
import { isStream, type Recording, readRecordings, receivedText, sentBody } from './recording.ts';
import { describeLines, parseLines, shapeOf } from './shape.ts';

/** Where the simulator is allowed to differ from the recording, and why. */
const tolerated: Readonly<
  Record<string, { readonly what: 'framing' | 'thinking'; readonly why: string }>
> = {
  'show-embed': {
    what: 'framing',
    why: 'the simulator lists one tensor, so its answer is short enough for a content-length',
  },
  'generate-think': {
    what: 'thinking',
    why: 'the recorded model was asked to think and did not; the simulated one does as it is told',
  },
};

const recordings = readRecordings();
const generations = recordings.filter(
  ({ request, response }) =>
    response.status === 200 &&
    /^\/api\/(chat|generate)$/.test(request.path) &&
    !/load/.test(receivedText({ request, response, case: '' }).slice(0, 200)),
);

describe('every recorded request is answered as Ollama 0.24.0 answered it', () => {
  test.each(recordings.map((recording) => [recording.case, recording] as const))(
    '%s',
    async (_name, recording) => {
      await using simulator = createReplayed();
      const answer = await replay(simulator, recording);
      const { response } = recording;
      expect(answer.status).toBe(response.status);
      expect(answer.headers['content-type']).toBe(response.headers['content-type']);
      expect(answer.headers['allow']).toBe(response.headers['allow']);
      if (tolerated[recording.case]?.what !== 'framing') {
        expect('content-length' in answer.headers).toBe('content-length' in response.headers);
      }
      compareBodies(answer, recording);
    },
  );
});

describe('a model that says the recorded words is heard word for word', () => {
  test.each(generations.map((recording) => [recording.case, recording] as const))(
    '%s',
    async (_name, recording) => {
      await using simulator = createReplayed();
      simulator.script({ reply: recordedReply(recording) });
      const answer = await replay(simulator, recording);
      expect(wordsOf(answer.text, recording)).toEqual(wordsOf(receivedText(recording), recording));
    },
  );
});

function createReplayed(): Simulator {
  const pullFailure = /"error":"(.*?[^\\])"/.exec(receivedText(named('pull-offline')))?.[1] ?? '';
  return createSimulator({
    models: readRecordedModels(),
    ttftMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
    numParallel: 2,
    pullFailure: JSON.parse(`"${pullFailure}"`),
  });
}

function named(name: string): Recording {
  const found = recordings.find((recording) => recording.case === name);
  if (!found) throw new Error(`no recording ${name}`);
  return found;
}

async function replay(simulator: Simulator, recording: Recording): Promise<RawAnswer> {
  const { url } = await simulator.listen();
  if (recording.request.path === '/api/ps') await loadBefore(url, recording.case === 'ps-forever');
  const { method, path, headers = {} } = recording.request;
  return exchange(url, { method, path, headers, body: sentBody(recording) });
}

/** /api/ps was recorded with this model loaded. */
async function loadBefore(url: string, forever: boolean): Promise<void> {
  const keepAlive = forever ? { keep_alive: -1 } : {};
  const body = JSON.stringify({ model: 'smollm2-tools:135m', messages: [], ...keepAlive });
  await exchange(url, { method: 'POST', path: '/api/chat', body });
}

function compareBodies(answer: RawAnswer, recording: Recording): void {
  const expected = receivedText(recording);
  if (recording.response.status >= 400 || !/json/.test(`${answer.headers['content-type']}`)) {
    expect(answer.text).toBe(expected);
  } else if (isStream(recording.response.headers)) {
    compareLines(answer.text, expected);
  } else {
    compareObjects(answer.text, recording);
  }
}

/** The same kinds of lines in the same order, each of the same shapes; text ends with a line feed. */
function compareLines(actual: string, expected: string): void {
  expect(describeLines(actual)).toEqual(describeLines(expected));
  expect(actual.endsWith('\n')).toBe(true);
  const last = parseLines(actual).at(-1);
  if (isRecord(last) && 'done' in last) expect(last['done']).toBe(true);
}

function compareObjects(actual: string, recording: Recording): void {
  const expected = JSON.parse(receivedText(recording));
  const received = JSON.parse(actual);
  if (tolerated[recording.case]?.what === 'thinking') delete received.thinking;
  expect(shapeOf(received)).toBe(shapeOf(expected));
  expect(vectorLengths(received)).toEqual(vectorLengths(expected));
  expect(received.done).toBe(expected.done);
  expect(actual.endsWith('}')).toBe(true);
}

function vectorLengths(value: { embeddings?: unknown; embedding?: unknown }): number[] {
  return [...listOf(value.embeddings), value.embedding ?? []].map(
    (vector) => listOf(vector).length,
  );
}

const changing = [
  'created_at',
  'total_duration',
  'load_duration',
  'prompt_eval_duration',
  'eval_duration',
];
/** The simulator's tokenizer is not the model's, and its log probabilities are invented. */
const estimated = ['prompt_eval_count', 'context', 'logprobs', 'id'];

/** The lines without what changes from run to run; token counts only where the words came token by token. */
function wordsOf(text: string, recording: Recording): unknown {
  const streamed = isStream(recording.response.headers);
  const counted = streamed && !/tool-call|tool_calls/.test(receivedText(recording));
  const dropped = [...changing, ...estimated, ...(counted ? [] : ['eval_count'])];
  return parseLines(text).map((line) => strip(line, dropped));
}

function strip(value: unknown, dropped: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item, dropped));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !dropped.includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner, dropped)]));
}
