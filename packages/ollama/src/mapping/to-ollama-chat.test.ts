import { ChatRequest, type ChatRequestInput, isHearthError, parseWire } from '@hearth/wire';
import { describe, expect, test } from 'vitest';
import { profile, unknownModel } from '../../test/profiles.ts';
import type { OllamaMessage } from '../native/bodies.ts';
import type { ModelProfile } from './model-profile.ts';
import { toOllamaChat } from './to-ollama-chat.ts';

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

type Message = ChatRequestInput['messages'][number];
const hello: Message = { role: 'user', content: 'hi' };

function body(input: Partial<ChatRequestInput>, of: ModelProfile = profile()) {
  return toOllamaChat(parseWire(ChatRequest, { messages: [hello], ...input }), of);
}

function messages(...input: Message[]): readonly OllamaMessage[] {
  return body({ messages: input }).messages;
}

function refusal(input: Partial<ChatRequestInput>, of: ModelProfile = profile()) {
  try {
    body(input, of);
    return 'taken';
  } catch (error) {
    return isHearthError(error) ? { code: error.code, param: error.param } : error;
  }
}

const call = (id: string, name: string, text?: string | null): Message => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: text } }],
});

describe('messages', () => {
  test('the developer role becomes system, which every template knows', () => {
    expect(messages({ role: 'developer', content: 'be short' }, hello)).toEqual([
      { role: 'system', content: 'be short' },
      { role: 'user', content: 'hi' },
    ]);
  });

  test('the deprecated function role becomes tool, by its own name', () => {
    const [, , result] = messages(hello, call('c', 'f', '{}'), {
      role: 'function',
      name: 'f',
      content: '1',
    });
    expect(result).toEqual({ role: 'tool', content: '1', tool_name: 'f' });
  });

  test('the parts of one message stay one message, joined as Ollama joins neighbours', () => {
    const content = [
      { type: 'text' as const, text: 'What is the capital' },
      { type: 'text' as const, text: ' of France?' },
    ];
    expect(messages({ role: 'user', content })).toEqual([
      { role: 'user', content: 'What is the capital\n\n of France?' },
    ]);
  });

  test.each(['jpeg', 'jpg', 'png', 'webp', 'PNG'])('a %s data URI becomes raw base64', (type) => {
    const url = `data:image/${type};base64,${pixel}`;
    const content = [
      { type: 'image_url' as const, image_url: { url, detail: 'low' } },
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: url },
    ];
    expect(messages({ role: 'user', content })).toEqual([
      { role: 'user', content: 'What is this?', images: [pixel, pixel] },
    ]);
  });

  test('a data URI without a type is taken, as Ollama takes it', () => {
    const image_url = `data:;base64,${pixel}`;
    const content = [{ type: 'image_url' as const, image_url }];
    expect(messages({ role: 'user', content })).toMatchObject([{ content: '', images: [pixel] }]);
  });

  test.each([
    'https://example.com/a.png',
    'http://169.254.169.254/latest',
    'data:image/svg+xml;base64,AAAA',
    pixel,
    'data:image/png;base64,%%%',
    'data:image/png;base64,AAA',
    'data:image/png;base64,',
    'data:image/png;base64,AA=A',
  ])('an image that is no base64 data URI is refused by name: %s', (url) => {
    const content = [
      { type: 'text' as const, text: 'x' },
      { type: 'image_url' as const, image_url: { url } },
    ];
    expect(refusal({ messages: [hello, { role: 'user', content }] })).toEqual({
      code: 'invalid_value',
      param: 'messages[1].content[1].image_url.url',
    });
  });

  test('an assistant without content says nothing', () => {
    expect(messages(hello, { role: 'assistant', content: null }, hello)[1]).toEqual({
      role: 'assistant',
      content: '',
    });
  });

  test('the arguments of a tool call become an object', () => {
    expect(messages(hello, call('c1', 'f', '{"city":"Paris","n":[1]}'))[1]).toEqual({
      role: 'assistant',
      content: '',
      tool_calls: [
        { id: 'c1', function: { index: 0, name: 'f', arguments: { city: 'Paris', n: [1] } } },
      ],
    });
  });

  test.each([undefined, null, '', ' ', 'null'])('arguments of %j mean none', (text) => {
    const [, message] = messages(hello, call('c', 'f', text));
    expect(message?.tool_calls?.[0]?.function.arguments).toEqual({});
  });

  test.each(['{', '[1]', '1', '"x"'])('arguments of %s are refused by name', (text) => {
    expect(refusal({ messages: [hello, call('c', 'f', text)] })).toEqual({
      code: 'invalid_value',
      param: 'messages[1].tool_calls[0].function.arguments',
    });
  });

  test('reasoning is given back as thinking, under either name', () => {
    const spoken = { role: 'assistant' as const, content: '4' };
    const [first, second, third] = messages(
      { ...spoken, reasoning: 'sum' },
      { ...spoken, reasoning_content: 'sum' },
      spoken,
    );
    expect(first).toEqual({ role: 'assistant', content: '4', thinking: 'sum' });
    expect(second).toEqual(first);
    expect(third).toEqual({ role: 'assistant', content: '4' });
  });

  test('a tool result gets the name of its call, by the last call of that id', () => {
    const [, , , result] = messages(call('c1', 'old', '{}'), call('c1', 'new', '{}'), hello, {
      role: 'tool',
      tool_call_id: 'c1',
      content: '20',
    });
    expect(result).toEqual({ role: 'tool', content: '20', tool_name: 'new', tool_call_id: 'c1' });
  });

  test('a tool result in parts keeps its name and id', () => {
    const content = [{ type: 'text' as const, text: '20' }];
    const [, result] = messages(call('c1', 'f', '{}'), {
      role: 'tool',
      tool_call_id: 'c1',
      content,
    });
    expect(result).toMatchObject({ content: '20', tool_name: 'f', tool_call_id: 'c1' });
  });

  test('an empty list would load the model and is refused', () => {
    const request = { ...parseWire(ChatRequest, { messages: [hello] }), messages: [] };
    expect(() => toOllamaChat(request, profile())).toThrow(/must not be empty/);
  });
});

describe('options', () => {
  test("nothing is sent that the caller has not said, so that the Modelfile's own values hold", () => {
    expect(body({})).toEqual({
      model: 'm:latest',
      messages: [{ role: 'user', content: 'hi' }],
      truncate: false,
      shift: false,
      options: {},
    });
  });

  test('max_completion_tokens goes before max_tokens', () => {
    expect(body({ max_completion_tokens: 5, max_tokens: 9 }).options).toEqual({ num_predict: 5 });
    expect(body({ max_tokens: 9 }).options).toEqual({ num_predict: 9 });
  });

  test('no tokens at all becomes one, because Ollama reads 0 as no limit', () => {
    expect(body({ max_tokens: 0 }).options).toEqual({ num_predict: 1 });
  });

  test('sampling', () => {
    const sampling = {
      temperature: 0,
      top_p: 0.5,
      seed: 7,
      frequency_penalty: -1,
      presence_penalty: 1,
    };
    expect(body(sampling).options).toEqual(sampling);
  });

  test('stop may be one text or several; an empty one would stop at once and is dropped', () => {
    expect(body({ stop: 'x' }).options).toEqual({ stop: ['x'] });
    expect(body({ stop: ['x', '', 'y'] }).options).toEqual({ stop: ['x', 'y'] });
    expect(body({ stop: null }).options).toEqual({});
  });

  test('runner options come from the profile alone, so that no caller can make a model load again', () => {
    const of = profile({ contextLength: 8192, keepAlive: '30m' });
    const sent = { keep_alive: '30m', truncate: false, shift: false };
    expect(body({}, of)).toMatchObject({ ...sent, options: { num_ctx: 8192 } });
    const pushy = { num_ctx: 1, options: { num_ctx: 1 }, keep_alive: 0, shift: true };
    expect(body(pushy as Partial<ChatRequestInput>, of)).toEqual(body({}, of));
  });

  test('logprobs', () => {
    expect(body({ logprobs: true, top_logprobs: 2 })).toMatchObject({
      logprobs: true,
      top_logprobs: 2,
    });
    expect(body({ top_logprobs: 2 })).not.toHaveProperty('top_logprobs');
  });
});

describe('format', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };

  test('json_object, json_schema and text', () => {
    expect(body({ response_format: { type: 'json_object' } }).format).toBe('json');
    const response_format = { type: 'json_schema' as const, json_schema: { name: 'x', schema } };
    expect(body({ response_format }).format).toEqual(schema);
    expect(body({ response_format: { type: 'text' } })).not.toHaveProperty('format');
  });
});

describe('tools', () => {
  const tools = [
    {
      type: 'function' as const,
      function: { name: 'f', parameters: { type: 'object', additionalProperties: false } },
    },
  ];

  test('are passed as they are', () => {
    expect(body({ tools }).tools).toEqual(tools);
  });

  test('tool_choice none drops them, because Ollama has no such choice', () => {
    expect(body({ tools, tool_choice: 'none' })).not.toHaveProperty('tools');
    expect(body({ tools, tool_choice: 'auto' }).tools).toEqual(tools);
  });

  test('a model that can not call them says so', () => {
    const plain = profile({ capabilities: ['completion'] });
    expect(refusal({ tools }, plain)).toEqual({ code: 'unsupported_parameter', param: 'tools' });
    expect(refusal({ tools, tool_choice: 'none' }, plain)).toBe('taken');
    expect(refusal({ tools }, unknownModel)).toBe('taken');
  });
});

describe('thinking', () => {
  const plain = profile({ capabilities: ['completion'] });
  const gptOss = profile({ family: 'gptoss' });

  test.each([
    ['none', false],
    ['minimal', true],
    ['medium', true],
    ['max', true],
  ] as const)('effort %s is %j for a model that thinks or does not', (effort, think) => {
    expect(body({ reasoning_effort: effort }).think).toBe(think);
    expect(body({ reasoning_effort: effort }, unknownModel).think).toBe(think);
  });

  test.each([
    ['none', false],
    ['minimal', 'low'],
    ['low', 'low'],
    ['medium', 'medium'],
    ['high', 'high'],
    ['xhigh', 'high'],
    ['max', 'high'],
  ] as const)('effort %s is %j for gpt-oss, which has three levels', (effort, think) => {
    expect(body({ reasoning_effort: effort }, gptOss).think).toBe(think);
  });

  test('an effort on a model that does not think is refused, except none', () => {
    const refused = { code: 'unsupported_parameter', param: 'reasoning_effort' };
    expect(refusal({ reasoning_effort: 'high' }, plain)).toEqual(refused);
    expect(body({ reasoning_effort: 'none' }, plain)).not.toHaveProperty('think');
  });

  test('a caller who says nothing gets what the profile says', () => {
    expect(body({})).not.toHaveProperty('think');
    expect(body({}, profile({ think: false })).think).toBe(false);
    expect(body({}, profile({ think: 'high' })).think).toBe(true);
    expect(body({}, { ...gptOss, think: 'high' }).think).toBe('high');
    expect(body({}, { ...plain, think: true })).not.toHaveProperty('think');
    expect(body({ reasoning_effort: 'high' }, profile({ think: false })).think).toBe(true);
  });
});

describe('what a model can not do', () => {
  test('images for a model without eyes are refused, because Ollama drops them without a word', () => {
    const image_url = `data:image/png;base64,${pixel}`;
    const seeing: Message = {
      role: 'user',
      content: [
        { type: 'text', text: 'x' },
        { type: 'image_url', image_url },
      ],
    };
    const blind = profile({ capabilities: ['completion'] });
    expect(refusal({ messages: [hello, seeing] }, blind)).toEqual({
      code: 'unsupported_parameter',
      param: 'messages[1].content[1].image_url',
    });
    expect(refusal({ messages: [seeing] }, unknownModel)).toBe('taken');
  });

  test('a model that only embeds does not chat', () => {
    const embedder = profile({ capabilities: ['embedding'] });
    expect(refusal({}, embedder)).toEqual({ code: 'unsupported_model', param: 'model' });
  });
});
