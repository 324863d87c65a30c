import { EmbeddingList, EmbeddingRequest, parseWire } from '@hearth/wire';
import { expect, test } from 'vitest';
import { profile } from '../../test/profiles.ts';
import { bodyOf, recording } from '../../test/recordings.ts';
import { isEmbedAnswer, type OllamaEmbedAnswer } from '../native/models.ts';
import { toEmbeddingList, toOllamaEmbed } from './embeddings.ts';

function answer(name: string): OllamaEmbedAnswer {
  const value: unknown = JSON.parse(bodyOf(recording(name)));
  if (!isEmbedAnswer(value)) throw new Error(`${name} holds no vectors`);
  return value;
}

const request = (input: unknown) => parseWire(EmbeddingRequest, input);

test('a text that is too long is refused, not cut: truncate is off', () => {
  expect(toOllamaEmbed(request({ input: 'x' }), profile())).toEqual({
    model: 'm:latest',
    input: 'x',
    truncate: false,
  });
});

test('dimensions, and the runner options of the profile', () => {
  const of = profile({ contextLength: 512, keepAlive: -1 });
  expect(toOllamaEmbed(request({ input: ['a', ''], dimensions: 64 }), of)).toEqual({
    model: 'm:latest',
    input: ['a', ''],
    truncate: false,
    dimensions: 64,
    keep_alive: -1,
    options: { num_ctx: 512 },
  });
});

test.each(['embed-one', 'embed-many', 'embed-empty-among', 'embed-dimensions'])(
  '%s keeps the order and counts the tokens',
  (name) => {
    const given = answer(name);
    const list = parseWire(EmbeddingList, toEmbeddingList(given, 'm'));
    expect(list.data.map(({ index }) => index)).toEqual(given.embeddings.map((_, at) => at));
    expect(list.data.map(({ embedding }) => embedding)).toEqual(given.embeddings);
    expect(list.usage.prompt_tokens).toBe(given.prompt_eval_count);
  },
);

test('an empty text inside a list has a vector of its own', () => {
  expect(toEmbeddingList(answer('embed-empty-among'), 'm', { inputs: 2 }).data).toHaveLength(2);
});

test('fewer vectors than texts is a fault of Ollama, not an answer', () => {
  expect(() => toEmbeddingList(answer('embed-empty-string'), 'm', { inputs: 1 })).toThrow(
    expect.objectContaining({ code: 'upstream_error' }),
  );
});
