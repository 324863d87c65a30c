import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatRequest } from './chat-request.ts';
import { parseWire } from './parse.ts';

const hello = { messages: [{ role: 'user', content: 'hello' }] };
const own = new Set(Object.keys(ChatRequest.shape));
const optional = [...own].filter((name) => name !== 'messages');

describe('a chat request', () => {
  it('drops every field it does not know, at any depth', () => {
    const unknownName = fc
      .string({ minLength: 1 })
      .filter((name) => !own.has(name) && name !== '__proto__');
    const unknownFields = fc.dictionary(unknownName, fc.jsonValue());
    fc.assert(
      fc.property(unknownFields, (fields) => {
        expect(parseWire(ChatRequest, { ...fields, ...hello })).toEqual(hello);
        const inside = { role: 'user', content: 'hello', cache_control: { type: 'ephemeral' } };
        expect(parseWire(ChatRequest, { messages: [inside] })).toEqual(hello);
      }),
      { numRuns: 100 },
    );
  });

  it('runner-options: what would make Ollama reload the model never gets through', () => {
    const hostile = {
      options: { num_ctx: 99 },
      keep_alive: 0,
      format: 'json',
      raw: true,
      num_ctx: 9,
    };
    expect(parseWire(ChatRequest, { ...hello, ...hostile })).toEqual(hello);
  });

  it('proto: a field of that name pollutes nothing', () => {
    const body: unknown = JSON.parse(
      '{"__proto__":{"polluted":true},"messages":[{"role":"user","content":"x"}]}',
    );
    const request = parseWire(ChatRequest, body);
    expect('polluted' in request).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  it.each(optional)("takes '%s' when it is null, as if it were absent", (name) => {
    const request = parseWire(ChatRequest, { ...hello, [name]: null });
    expect(request).toMatchObject(hello);
    expect(request[name as keyof ChatRequest] ?? undefined).toBeUndefined();
  });

  it.each([
    ['logit_bias', {}],
    ['modalities', ['text']],
    ['functions', []],
    ['function_call', 'none'],
    ['tool_choice', 'auto'],
    ['tool_choice', 'none'],
    ['n', 1],
    ['web_search_options', {}],
  ])("takes '%s' when it asks for nothing: %j", (name, value) => {
    expect(parseWire(ChatRequest, { ...hello, [name]: value })).toMatchObject(hello);
  });

  it('takes the messages that agents send back', () => {
    const messages = [
      { role: 'developer', content: 'be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'what is this?' },
          { type: 'image_url', image_url: 'data:image/png;base64,AA==' },
        ],
      },
      {
        role: 'assistant',
        content: null,
        refusal: null,
        reasoning_content: 'hm',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'c2', function: { name: 'look', arguments: null } }],
      },
      { role: 'function', name: 'look', content: null },
    ];
    expect(parseWire(ChatRequest, { messages }).messages).toEqual(messages);
  });
});
