import { expect, test } from 'vitest';
import { bodyOf, recording } from '../../test/recordings.ts';
import { TagsAnswer } from '../native/models.ts';
import { toModel, toModelList } from './models.ts';

const tags = TagsAnswer.parse(JSON.parse(bodyOf(recording('tags'))));

test('recorded: the list that Ollama itself gives on /v1/models', () => {
  expect(toModelList(tags)).toEqual({
    object: 'list',
    data: [
      ['smollm2-tools:135m', 1795552797],
      ['smollm2-think:135m', 1795552225],
      ['all-minilm:l6', 1795552140],
      ['smollm2:135m', 1795552101],
    ].map(([id, created]) => ({ id, object: 'model', created, owned_by: 'library' })),
  });
});

const tagDefaults = {
  modifiedAt: undefined,
  sizeBytes: 0,
  digest: undefined,
  family: undefined,
  parameterSize: undefined,
  quantization: undefined,
  capabilities: undefined,
  contextLength: undefined,
};

test.each([
  ['qwen3:4b', 'library'],
  ['alice/qwen3:4b', 'alice'],
  ['hf.co/alice/qwen3:Q4_K_M', 'alice'],
  ['registry.example:5000/team/qwen3:4b', 'team'],
])('%s is owned by %s', (name, owner) => {
  const model = toModel({ ...tagDefaults, name });
  expect(model.owned_by).toBe(owner);
});

test('what only the details know is added', () => {
  const known = { capabilities: ['completion'], trainedContextLength: 8192 };
  expect(toModelList(tags.slice(0, 1), () => known).data[0]).toMatchObject({
    capabilities: ['completion'],
    context_length: 8192,
  });
  expect(toModel({ ...tagDefaults, name: 'm', contextLength: 4096 }, known).context_length).toBe(
    4096,
  );
});

test('no models is an empty list, not null', () => {
  expect(toModelList([])).toEqual({ object: 'list', data: [] });
});
