import { describe, expect, test } from 'vitest';
import { asking, talkTo } from '../../test/talk.ts';
import { createSimulator } from '../index.ts';
import { parseKeepAlive } from './go-duration.ts';
import { explainJsonError } from './go-json-error.ts';

describe('bad JSON is described in the words of encoding/json', () => {
  test.each([
    ['{"model":', 'unexpected EOF'],
    ['{"model":"a', 'unexpected EOF'],
    ['nonsense', "invalid character 'o' in literal null (expecting 'u')"],
    ['hello', "invalid character 'h' looking for beginning of value"],
    ['{model:1}', "invalid character 'm' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['[-a]', "invalid character 'a' in numeric literal"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
  ])('%j', (text, message) => {
    expect(explainJsonError(text).message).toBe(message);
  });

  test('what follows the first value is left unread', async () => {
    await using simulator = createSimulator({
      ttftMs: 0,
      tokensPerSecond: Number.POSITIVE_INFINITY,
    });
    const answer = await talkTo(simulator).post(
      '/api/chat',
      `${JSON.stringify(asking('Hi'))} trailing`,
    );
    expect(answer.status).toBe(200);
  });
});

describe('keep_alive', () => {
  test.each([
    [300, 300_000],
    [0.5, 500],
    [0, 0],
    ['0', 0],
    [-1, Number.POSITIVE_INFINITY],
    ['-1m', Number.POSITIVE_INFINITY],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    [null, undefined],
  ])('%j is %s ms', (value, ms) => {
    expect(parseKeepAlive(value)).toBe(ms);
  });

  test.each([
    ['300', 'time: missing unit in duration "300"'],
    ['5 minutes', 'time: unknown unit " minutes" in duration "5 minutes"'],
    ['soon', 'time: invalid duration "soon"'],
    ['', 'time: invalid duration ""'],
    [true, "Unsupported type: 'bool'"],
  ])('%j is refused', (value, message) => {
    expect(() => parseKeepAlive(value)).toThrow(message);
  });
});

describe('wrong types are named as Go names them', () => {
  test.each([
    ['[]', 'json: cannot unmarshal array into Go value of type api.ChatRequest'],
    [
      '{"model":1}',
      'json: cannot unmarshal number into Go struct field ChatRequest.model of type string',
    ],
    [
      '{"stream":"yes"}',
      'json: cannot unmarshal string into Go struct field ChatRequest.stream of type bool',
    ],
    [
      '{"options":[]}',
      'json: cannot unmarshal array into Go struct field ChatRequest.options of type map[string]interface {}',
    ],
    [
      '{"messages":[{"role":"user","content":[]}]}',
      'json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string',
    ],
    [
      '{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}',
      'json: cannot unmarshal string into Go struct field ChatRequest.messages.tool_calls.function.arguments of type api.ToolCallFunctionArguments',
    ],
  ])('%s', async (body, message) => {
    await using simulator = createSimulator();
    const answer = await talkTo(simulator).post('/api/chat', body);
    expect([answer.status, await answer.json()]).toEqual([400, { error: message }]);
  });

  test.each([
    [{ num_ctx: '4096' }, 'option "num_ctx" must be of type integer'],
    [{ temperature: 'hot' }, 'option "temperature" must be of type float32'],
    [{ use_mmap: 1 }, 'option "use_mmap" must be of type boolean'],
    [{ stop: 'x' }, 'option "stop" must be of type array'],
    [{ stop: [1] }, 'option "stop" must be of an array of strings'],
  ])('options %j', async (options, message) => {
    await using simulator = createSimulator();
    const answer = await talkTo(simulator).post('/api/chat', asking('Hi', { options }));
    expect([answer.status, await answer.json()]).toEqual([500, { error: message }]);
  });

  test('an option that is null counts as absent', async () => {
    await using simulator = createSimulator({
      ttftMs: 0,
      tokensPerSecond: Number.POSITIVE_INFINITY,
    });
    const answer = await talkTo(simulator).post(
      '/api/chat',
      asking('Hi', { options: { num_ctx: null } }),
    );
    expect(answer.status).toBe(200);
  });
});
