import { describe, expect, it } from 'vitest';
import { KeyCreateRequest } from './admin-keys.ts';
import { UsageSummaryRequest } from './admin-usage.ts';
import { ChatRequest } from './chat-request.ts';
import { EmbeddingRequest } from './embeddings.ts';
import type { ErrorCode } from './error-codes.ts';
import { isHearthError } from './hearth-error.ts';
import { parameterName, parseWire } from './parse.ts';

const hello = { messages: [{ role: 'user', content: 'hello' }] };
const message = (parts: object) => ({ messages: [{ role: 'user', content: 'hello' }, parts] });
const part = (content: unknown) => message({ role: 'user', content: [content] });
const call = (parts: object) => message({ role: 'assistant', tool_calls: [{ id: 'c', ...parts }] });
const tool = (parts: object) => ({ ...hello, tools: [{ type: 'function', function: parts }] });
const words = (count: number) => Array.from({ length: count }, () => 'word');

type Row = readonly [body: unknown, code: ErrorCode, param: string | null];

function faultOf(schema: Parameters<typeof parseWire>[0], body: unknown) {
  try {
    parseWire(schema, body);
  } catch (error) {
    if (isHearthError(error)) return error;
    throw error;
  }
  throw new Error('Expected the body to be refused');
}

function checkRow(schema: Parameters<typeof parseWire>[0], [body, code, param]: Row): void {
  const fault = faultOf(schema, body);
  expect({ code: fault.code, param: fault.param, status: fault.status }).toEqual({
    code,
    param,
    status: 400,
  });
  // A sentence for a person, never merely that something is invalid.
  expect(fault.message).toMatch(/^['A-Z].*\.$|\)\.$/);
  expect(fault.message).not.toMatch(/Invalid input/);
  if (param !== null && code !== 'unsupported_parameter') {
    expect(fault.message).toContain(`'${param}'`);
  }
}

const chatRows: Row[] = [
  [undefined, 'missing_required_parameter', null],
  [null, 'invalid_value', null],
  ['text', 'invalid_value', null],
  [[], 'invalid_value', null],
  [{}, 'missing_required_parameter', 'messages'],
  [{ messages: [] }, 'invalid_value', 'messages'],
  [{ messages: 'hello' }, 'invalid_value', 'messages'],
  [{ messages: ['hello'] }, 'invalid_value', 'messages[0]'],
  [{ messages: [null] }, 'invalid_value', 'messages[0]'],
  [message({}), 'missing_required_parameter', 'messages[1].role'],
  [message({ role: 'robot', content: 'x' }), 'invalid_value', 'messages[1].role'],
  [message({ role: 'user' }), 'missing_required_parameter', 'messages[1].content'],
  [message({ role: 'user', content: 5 }), 'invalid_value', 'messages[1].content'],
  [message({ role: 'system', content: null }), 'invalid_value', 'messages[1].content'],
  [part('text'), 'invalid_value', 'messages[1].content[0]'],
  [part({ text: 'x' }), 'missing_required_parameter', 'messages[1].content[0].type'],
  [part({ type: 'text' }), 'missing_required_parameter', 'messages[1].content[0].text'],
  [part({ type: 'text', text: 5 }), 'invalid_value', 'messages[1].content[0].text'],
  [part({ type: 'image_url' }), 'missing_required_parameter', 'messages[1].content[0].image_url'],
  [
    part({ type: 'image_url', image_url: {} }),
    'missing_required_parameter',
    'messages[1].content[0].image_url.url',
  ],
  [part({ type: 'image_url', image_url: 5 }), 'invalid_value', 'messages[1].content[0].image_url'],
  [
    part({ type: 'input_audio', input_audio: {} }),
    'unsupported_parameter',
    'messages[1].content[0].type',
  ],
  [part({ type: 'file', file: {} }), 'unsupported_parameter', 'messages[1].content[0].type'],
  [call({}), 'missing_required_parameter', 'messages[1].tool_calls[0].function'],
  [
    call({ function: { name: 'f', arguments: {} } }),
    'invalid_value',
    'messages[1].tool_calls[0].function.arguments',
  ],
  [
    call({ type: 'custom', function: { name: 'f' } }),
    'invalid_value',
    'messages[1].tool_calls[0].type',
  ],
  [tool({}), 'missing_required_parameter', 'tools[0].function.name'],
  [tool({ name: 'f', parameters: 'object' }), 'invalid_value', 'tools[0].function.parameters'],
  [{ ...hello, model: '' }, 'invalid_value', 'model'],
  [{ ...hello, stream: 'yes' }, 'invalid_value', 'stream'],
  [
    { ...hello, stream_options: { include_usage: 1 } },
    'invalid_value',
    'stream_options.include_usage',
  ],
  [{ ...hello, temperature: 2.1 }, 'invalid_value', 'temperature'],
  [{ ...hello, top_p: '1' }, 'invalid_value', 'top_p'],
  [{ ...hello, max_tokens: 1.5 }, 'invalid_value', 'max_tokens'],
  [{ ...hello, max_completion_tokens: -1 }, 'invalid_value', 'max_completion_tokens'],
  [{ ...hello, seed: 1e300 }, 'invalid_value', 'seed'],
  [{ ...hello, stop: 5 }, 'invalid_value', 'stop'],
  [{ ...hello, stop: ['a', 5] }, 'invalid_value', 'stop[1]'],
  [{ ...hello, stop: words(17) }, 'invalid_value', 'stop'],
  [{ ...hello, reasoning_effort: 'huge' }, 'invalid_value', 'reasoning_effort'],
  [{ ...hello, top_logprobs: 21 }, 'invalid_value', 'top_logprobs'],
  [{ ...hello, response_format: {} }, 'missing_required_parameter', 'response_format.type'],
  [{ ...hello, response_format: { type: 'xml' } }, 'invalid_value', 'response_format.type'],
  [
    { ...hello, response_format: { type: 'json_schema' } },
    'missing_required_parameter',
    'response_format.json_schema',
  ],
  [
    { ...hello, response_format: { type: 'json_schema', json_schema: {} } },
    'missing_required_parameter',
    'response_format.json_schema.schema',
  ],
  [{ ...hello, tool_choice: 'sometimes' }, 'invalid_value', 'tool_choice'],
  [{ ...hello, tool_choice: 'required' }, 'unsupported_parameter', 'tool_choice'],
  [
    { ...hello, tool_choice: { type: 'function', function: { name: 'f' } } },
    'unsupported_parameter',
    'tool_choice',
  ],
  [{ ...hello, n: 'two' }, 'invalid_value', 'n'],
  [{ ...hello, n: 2 }, 'unsupported_parameter', 'n'],
  [{ ...hello, logit_bias: { 50256: -100 } }, 'unsupported_parameter', 'logit_bias'],
  [{ ...hello, modalities: ['text', 'audio'] }, 'unsupported_parameter', 'modalities'],
  [{ ...hello, audio: { voice: 'alloy' } }, 'unsupported_parameter', 'audio'],
  [{ ...hello, web_search_options: { a: 1 } }, 'unsupported_parameter', 'web_search_options'],
  [{ ...hello, functions: [{ name: 'f' }] }, 'unsupported_parameter', 'functions'],
  [{ ...hello, function_call: 'auto' }, 'unsupported_parameter', 'function_call'],
];

const embeddingRows: Row[] = [
  [{}, 'missing_required_parameter', 'input'],
  [{ input: null }, 'invalid_value', 'input'],
  [{ input: '' }, 'invalid_value', 'input'],
  [{ input: [] }, 'invalid_value', 'input'],
  [{ input: {} }, 'invalid_value', 'input'],
  [{ input: ['a', 5] }, 'invalid_value', 'input[1]'],
  [{ input: words(2049) }, 'invalid_value', 'input'],
  [{ input: [1, 2, 3] }, 'unsupported_parameter', 'input'],
  [{ input: [[1], [2, 3]] }, 'unsupported_parameter', 'input'],
  [{ input: 'x', encoding_format: 'hex' }, 'invalid_value', 'encoding_format'],
  [{ input: 'x', dimensions: 0 }, 'invalid_value', 'dimensions'],
];

const keyRows: Row[] = [
  [{}, 'missing_required_parameter', 'name'],
  [{ name: '   ' }, 'invalid_value', 'name'],
  [{ name: 'x'.repeat(101) }, 'invalid_value', 'name'],
  [{ name: 'ci', scopes: [] }, 'invalid_value', 'scopes'],
  [{ name: 'ci', scopes: ['chat', 'root'] }, 'invalid_value', 'scopes[1]'],
  [{ name: 'ci', models: [] }, 'invalid_value', 'models'],
  [{ name: 'ci', models: [''] }, 'invalid_value', 'models[0]'],
  [{ name: 'ci', rpm: 0 }, 'invalid_value', 'rpm'],
  [{ name: 'ci', tpm: 1.5 }, 'invalid_value', 'tpm'],
  [{ name: 'ci', concurrency: '1' }, 'invalid_value', 'concurrency'],
  [{ name: 'ci', expires: '90' }, 'invalid_value', 'expires'],
  [{ name: 'ci', expires: null }, 'invalid_value', 'expires'],
];

const usageRows: Row[] = [
  [{ since: 'yesterday' }, 'invalid_value', 'since'],
  [{ until: '2026-13-01T00:00:00Z' }, 'invalid_value', 'until'],
  [{ by: ['colour'] }, 'invalid_value', 'by[0]'],
];

const label = ([body, code, param]: Row) =>
  [String(JSON.stringify(body)).slice(0, 90), code, param] as const;

describe('a bad request', () => {
  it.each(chatRows.map((row) => [...label(row), row] as const))(
    'chat: %s is %s at %s',
    (...parts) => {
      checkRow(ChatRequest, parts[3]);
    },
  );

  it.each(embeddingRows.map((row) => [...label(row), row] as const))(
    'embeddings: %s is %s at %s',
    (...parts) => {
      checkRow(EmbeddingRequest, parts[3]);
    },
  );

  it.each(keyRows.map((row) => [...label(row), row] as const))(
    'a key: %s is %s at %s',
    (...parts) => {
      checkRow(KeyCreateRequest, parts[3]);
    },
  );

  it.each(usageRows.map((row) => [...label(row), row] as const))(
    'usage: %s is %s at %s',
    (...parts) => {
      checkRow(UsageSummaryRequest, parts[3]);
    },
  );

  it('union-too-long: says how many are taken, not that a string was expected', () => {
    const { message: said } = faultOf(EmbeddingRequest, { input: words(2049) });
    expect(said).toBe("Invalid value for 'input': at most 2048 texts are taken.");
  });

  it('repeats no text that the caller sent', () => {
    for (const [body] of chatRows) {
      expect(faultOf(ChatRequest, body).message).not.toMatch(/hello|alloy|sometimes|robot/);
    }
  });
});

describe('the name of a parameter', () => {
  it.each([
    [[], undefined],
    [['messages'], 'messages'],
    [['messages', 0, 'content'], 'messages[0].content'],
    [['a', 1, 2, 'b', 'c'], 'a[1][2].b.c'],
  ])('%j is %s', (path, name) => {
    expect(parameterName(path)).toBe(name);
  });
});
