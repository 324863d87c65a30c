import { ChatChunk, foldChat, parseWire } from '@hearth/wire';
import { describe, expect, test } from 'vitest';
import { batchesOf, chunksOf, deltasOf, finishOf, toolCallsOf } from '../../test/chunks.ts';
import { bodyOf, chatStreams, recording } from '../../test/recordings.ts';
import type { OllamaChatLine, OllamaToolCall } from '../native/lines.ts';
import { toChatChunks } from './to-chat-chunks.ts';

function linesOf(name: string): OllamaChatLine[] {
  const texts = bodyOf(recording(name)).trim().split('\n');
  return texts.map((text): OllamaChatLine => JSON.parse(text));
}

function say(message: NonNullable<OllamaChatLine['message']>): OllamaChatLine {
  return { message: { role: 'assistant', content: '', ...message }, done: false };
}

function toolCall(name: string, id?: string, index = 0): OllamaToolCall {
  return { ...(id === undefined ? {} : { id }), function: { index, name, arguments: { name } } };
}

const done: OllamaChatLine = { done: true, done_reason: 'stop', message: { content: '' } };

describe('every recorded stream', () => {
  const streams = chatStreams().map((found) => found.case);

  test.each(streams)('%s has the shape that clients need', async (name) => {
    const lines = linesOf(name);
    const chunks = (await chunksOf(batchesOf(lines))).flat();
    for (const chunk of chunks) expect(() => parseWire(ChatChunk, chunk)).not.toThrow();
    expect(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size).toBe(1);
    const roles = deltasOf([chunks]).map(({ role }) => role);
    expect(roles.filter((role) => role !== undefined)).toEqual(['assistant']);
    expect(roles[0]).toBe('assistant');
    expect(finishOf([chunks])).toHaveLength(1);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: expect.anything() });
  });

  test.each(streams)('%s folds to what was said', async (name) => {
    const lines = linesOf(name);
    const folded = await foldChat(batchesOf(...(await chunksOf(batchesOf(lines)))));
    const said = lines.map(({ message }) => message?.content ?? '').join('');
    const thought = lines.map(({ message }) => message?.thinking ?? '').join('');
    const message = folded.choices[0]?.message;
    expect(message?.content ?? '').toBe(said);
    expect(message?.reasoning ?? '').toBe(thought);
    const { prompt_eval_count = 0, eval_count = 0 } = lines.at(-1) ?? {};
    expect(folded.usage).toEqual({
      prompt_tokens: prompt_eval_count,
      completion_tokens: eval_count,
      total_tokens: prompt_eval_count + eval_count,
    });
  });
});

describe('deltas', () => {
  test('one batch of lines is one batch of chunks, and a batch that says nothing is none', async () => {
    const lines = [[say({ content: 'a' }), say({ content: 'b' })], [say({})], [done]];
    expect((await chunksOf(batchesOf(...lines))).map((batch) => batch.length)).toEqual([3, 2]);
  });

  test('a line with a thought and content becomes two chunks, the thought first', async () => {
    const chunks = await chunksOf(batchesOf([say({ content: 'c', thinking: 't' }), done]));
    expect(deltasOf(chunks)).toEqual([
      { role: 'assistant', content: '' },
      { reasoning: 't', reasoning_content: 't' },
      { content: 'c' },
      {},
    ]);
  });

  test('content on the last line is not lost', async () => {
    const last = { ...done, message: { content: 'z', tool_calls: [toolCall('f', 'c1')] } };
    const chunks = await chunksOf(batchesOf([last]));
    expect(deltasOf(chunks).map(({ content }) => content)).toContain('z');
    expect(toolCallsOf(chunks)).toHaveLength(1);
    expect(finishOf(chunks)).toEqual(['tool_calls']);
  });
});

describe('tool calls', () => {
  test('are numbered anew over the whole stream, whatever index Ollama gives (ollama#15457)', async () => {
    const lines = [
      say({ tool_calls: [toolCall('a', 'c1'), toolCall('b', 'c2')] }),
      say({ tool_calls: [toolCall('c', 'c3')] }),
      done,
    ];
    const calls = toolCallsOf(await chunksOf(batchesOf(lines)));
    expect(calls.map(({ index, id }) => [index, id])).toEqual([
      [0, 'c1'],
      [1, 'c2'],
      [2, 'c3'],
    ]);
  });

  test('get an id when they have none, or one that was used', async () => {
    const lines = [
      say({
        tool_calls: [toolCall('a'), toolCall('b', ''), toolCall('c', 'c1'), toolCall('d', 'c1')],
      }),
      done,
    ];
    const ids = toolCallsOf(await chunksOf(batchesOf(lines))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^c1$|^call_[0-9a-f]{24}$/);
  });

  test('have their arguments as JSON text', async () => {
    const bare: OllamaToolCall = { function: { name: 'f' } };
    const [first, second] = toolCallsOf(
      await chunksOf(batchesOf([say({ tool_calls: [toolCall('f'), bare] }), done])),
    );
    expect(first?.function).toEqual({ name: 'f', arguments: '{"name":"f"}' });
    expect(second?.function.arguments).toBe('{}');
  });

  test('without parallel_tool_calls only the first one is given', async () => {
    const lines = [
      say({ tool_calls: [toolCall('a', 'c1'), toolCall('b', 'c2')] }),
      say({ tool_calls: [toolCall('c', 'c3')] }),
      done,
    ];
    const chunks = await chunksOf(batchesOf(lines), { parallelToolCalls: false });
    expect(toolCallsOf(chunks).map(({ id }) => id)).toEqual(['c1']);
    expect(finishOf(chunks)).toEqual(['tool_calls']);
  });

  test('recorded: the reason is tool_calls, though Ollama says stop', async () => {
    const chunks = await chunksOf(batchesOf(linesOf('chat-tools-stream')));
    expect(finishOf(chunks)).toEqual(['tool_calls']);
  });

  test('recorded: a call that was cut by the length is not a call', async () => {
    const chunks = await chunksOf(batchesOf(linesOf('chat-tools-cut-by-length')));
    expect(toolCallsOf(chunks)).toEqual([]);
    expect(finishOf(chunks)).toEqual(['length']);
    expect(chunks.flat().at(-1)?.usage?.completion_tokens).toBe(12);
  });
});

describe('the end', () => {
  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['', 'stop'],
    [undefined, 'stop'],
    ['load', 'stop'],
  ])('done_reason %j is %s', async (reason, expected) => {
    const { done_reason: _, ...last } = done;
    const line = reason === undefined ? last : { ...last, done_reason: reason };
    expect(finishOf(await chunksOf(batchesOf([line])))).toEqual([expected]);
  });

  test('length stays length with tool calls', async () => {
    const lines = [say({ tool_calls: [toolCall('f')] }), { ...done, done_reason: 'length' }];
    expect(finishOf(await chunksOf(batchesOf(lines)))).toEqual(['length']);
  });

  test('counts that Ollama leaves out are zero', async () => {
    const last = (await chunksOf(batchesOf([done]))).flat().at(-1);
    expect(last?.usage).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    expect(last?.hearth).toMatchObject({
      load_ms: 0,
      first_token_ms: null,
      tokens_per_second: null,
    });
  });

  test('recorded: where the time went', async () => {
    const last = (await chunksOf(batchesOf(linesOf('chat-tools-stream')))).flat().at(-1);
    expect(last?.hearth).toEqual({
      queue_ms: 12,
      load_ms: 66,
      first_token_ms: expect.any(Number),
      total_ms: expect.any(Number),
      tokens_per_second: 61.6,
    });
  });
});

test('recorded: logprobs with their bytes', async () => {
  const chunks = (await chunksOf(batchesOf(linesOf('chat-logprobs')))).flat();
  const entries = chunks.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
  expect(entries).toHaveLength(4);
  expect(entries[0]).toMatchObject({
    token: 'The',
    bytes: [84, 104, 101],
    top_logprobs: [{ token: 'The' }, { token: 'L', bytes: [76] }],
  });
});

test('a probability without text is kept', async () => {
  const line = { ...say({}), logprobs: [{ token: 'x', logprob: -1 }] };
  const chunks = (await chunksOf(batchesOf([line, done]))).flat();
  const entries = chunks.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
  expect(entries).toEqual([{ token: 'x', logprob: -1, bytes: null, top_logprobs: [] }]);
});

describe('leaving', () => {
  function stuckSource() {
    let left = 0;
    const source: AsyncIterableIterator<OllamaChatLine[]> = {
      [Symbol.asyncIterator]: () => source,
      next: () => new Promise(() => {}),
      async return() {
        left++;
        return { done: true, value: undefined };
      },
    };
    return { source, left: () => left };
  }
  const head = { id: 'x', created: 1, model: 'm' };
  const shape = { parallelToolCalls: true, startedAt: 0, queueMs: 0 };

  test('a stream that was never pulled leaves the source', async () => {
    const { source, left } = stuckSource();
    await toChatChunks(source, head, shape).return?.();
    expect(left()).toBe(1);
  });

  test('a stream in the middle of a pull leaves the source at once', async () => {
    const { source, left } = stuckSource();
    const chunks = toChatChunks(source, head, shape);
    void chunks.next();
    await chunks.return?.();
    expect(left()).toBe(1);
  });
});
