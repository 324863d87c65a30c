import type * as wire from '@hearth/wire';
import { expectTypeOf, test } from 'vitest';
import {
  type ApiKey,
  type ChatChunk,
  type ChatCompletion,
  type ChatMessage,
  type ContentPart,
  type CreatedKey,
  createHearth,
  type EmbeddingList,
  type FinishReason,
  isHearthClientError,
  type Model,
  type Scope,
  type SystemSnapshot,
  type ToolCall,
  type UsageRow,
} from './index.ts';

const hearth = createHearth();
const messages: ChatMessage[] = [{ role: 'user', content: 'Hi' }];

test('results have the types of the wire', () => {
  expectTypeOf(hearth.chat.complete({ messages })).resolves.toEqualTypeOf<wire.ChatCompletion>();
  expectTypeOf<ChatCompletion>().toEqualTypeOf<wire.ChatCompletion>();
  expectTypeOf<ChatChunk>().toEqualTypeOf<wire.ChatChunk>();
  expectTypeOf<EmbeddingList>().toEqualTypeOf<wire.EmbeddingList>();
  expectTypeOf<Model>().toEqualTypeOf<wire.Model>();
  expectTypeOf<ApiKey>().toEqualTypeOf<wire.ApiKey>();
  expectTypeOf<CreatedKey>().toEqualTypeOf<wire.CreatedKey>();
  expectTypeOf<UsageRow>().toEqualTypeOf<wire.UsageRow>();
  expectTypeOf<SystemSnapshot>().toEqualTypeOf<wire.SystemSnapshot>();
  expectTypeOf<Scope>().toEqualTypeOf<wire.Scope>();
});

test('what a caller sends is what the wire takes', () => {
  expectTypeOf<ContentPart>().branded.toEqualTypeOf<wire.ContentPart>();
  expectTypeOf<ChatMessage>().toExtend<wire.ChatMessage>();
  expectTypeOf<wire.ChatMessage>().toExtend<ChatMessage>();
  expectTypeOf<ToolCall>().toExtend<wire.ToolCall>();
});

test('a stream gives chunks, text and a completion', () => {
  const stream = hearth.chat.stream({ messages });
  expectTypeOf(stream).toExtend<AsyncIterable<ChatChunk> & AsyncDisposable>();
  expectTypeOf(stream.textStream).toEqualTypeOf<AsyncIterable<string>>();
  expectTypeOf(stream.final()).resolves.toEqualTypeOf<ChatCompletion>();
});

test('nothing is any', () => {
  const { chat, embed, admin } = hearth;
  expectTypeOf<ChatMessage['content']>().not.toBeAny();
  expectTypeOf<ChatChunk>().not.toBeAny();
  expectTypeOf<ChatChunk['choices'][number]['delta']['content']>().toEqualTypeOf<
    string | undefined
  >();
  expectTypeOf<FinishReason>().toEqualTypeOf<wire.FinishReason>();
  expectTypeOf(chat.complete).parameter(0).not.toBeAny();
  expectTypeOf(chat.complete).parameter(0).toHaveProperty('temperature').not.toBeAny();
  expectTypeOf(embed.create).parameter(0).toHaveProperty('input').not.toBeUnknown();
  expectTypeOf(admin.keys.create).parameter(0).not.toBeAny();
  expectTypeOf(admin.keys.list()).resolves.not.toBeAny();
  expectTypeOf(admin.usage.summary()).resolves.not.toBeAny();
  expectTypeOf(admin.models.list()).resolves.not.toBeAny();
  expectTypeOf(admin.system.snapshot()).resolves.not.toBeAny();
});

test('a wrong field is a compile error', () => {
  // @ts-expect-error a number is expected
  hearth.chat.complete({ messages, temperature: 'hot' });
  // @ts-expect-error messages are missing
  hearth.chat.complete({ model: 'demo-chat' });
  // @ts-expect-error no such role
  hearth.chat.stream({ messages: [{ role: 'robot', content: 'Hi' }] });
  // @ts-expect-error no such kind of part
  hearth.chat.stream({ messages: [{ role: 'user', content: [{ type: 'sound', sound: '' }] }] });
  // @ts-expect-error a user says something
  hearth.chat.stream({ messages: [{ role: 'user' }] });
  // @ts-expect-error the method says whether it streams
  hearth.chat.complete({ messages, stream: true });
  // @ts-expect-error no such field
  hearth.chat.complete({ messages, temprature: 1 });
  // @ts-expect-error token ids belong to another tokenizer
  hearth.embed.create({ input: [1, 2, 3] });
  // @ts-expect-error no such scope
  hearth.admin.keys.create({ name: 'agent', scopes: ['root'] });
  // @ts-expect-error no such grouping
  hearth.admin.usage.summary({ by: ['month'] });
  // @ts-expect-error no such option
  hearth.chat.complete({ messages }, { timeout: 5 });
  // @ts-expect-error no such option
  createHearth({ baseUrl: 'http://127.0.0.1:7411' });
});

test('an error narrows, and its code completes and takes a newer one', () => {
  const error: unknown = undefined;
  if (!isHearthClientError(error)) return;
  expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>();
  expectTypeOf<'chat_concurrency_limit'>().toExtend<typeof error.code>();
  expectTypeOf<string>().toExtend<typeof error.code>();
});
