import type { Ollama, OllamaModel } from '@hearth/ollama';
import { HearthError } from '@hearth/wire';
import { expect, test } from 'vitest';
import { createModels } from './models.ts';
import { createSlotTable } from './slot-table.ts';

const tag = (name: string): OllamaModel => ({
  name,
  modifiedAt: undefined,
  sizeBytes: 1,
  digest: undefined,
  family: undefined,
  parameterSize: undefined,
  quantization: undefined,
  capabilities: undefined,
  contextLength: undefined,
});

const details = {
  family: 'bert',
  parameterSize: undefined,
  quantization: undefined,
  capabilities: ['embedding'],
  trainedContextLength: 512,
  modelfileContextLength: undefined,
  modifiedAt: undefined,
};

function modelsOver(names: readonly string[]) {
  const ollama = { tags: async () => names.map(tag), running: async () => [] } as unknown as Ollama;
  const detailsOf = async (name: string) => {
    if (name === 'gone:latest') throw new HearthError('model_not_found', 'gone');
    return details;
  };
  const slots = createSlotTable({ configured: new Map(), numParallel: 4 });
  const refuse = () => Promise.reject(new Error('not asked'));
  const residency = { warm: refuse, unload: refuse };
  const models = createModels({
    ollama,
    profiles: { detailsOf },
    slots,
    residency,
    isWarm: () => false,
    contextOf: () => undefined,
  });
  return { models, slots };
}

const anyone = {
  keyId: 'k',
  keyName: 'k',
  scopes: [],
  models: null,
  rpm: null,
  tpm: null,
  concurrency: null,
};

test('a model deleted a moment ago does not take the list with it', async () => {
  const { models } = modelsOver(['gone:latest', 'e:latest']);
  const list = await models.list(anyone);
  expect(list.map(({ id, capabilities }) => [id, capabilities])).toEqual([
    ['gone:latest', undefined],
    ['e:latest', ['embedding']],
  ]);
});

test('a key sees its own models only', async () => {
  const { models } = modelsOver(['a:latest', 'e:latest']);
  expect((await models.list({ ...anyone, models: ['e:latest'] })).map(({ id }) => id)).toEqual([
    'e:latest',
  ]);
  await expect(models.find('a', { ...anyone, models: ['e:latest'] })).rejects.toMatchObject({
    code: 'model_not_allowed',
  });
});

test('a model that only embeds has one slot, and the limiter knows it from then on', async () => {
  const { models, slots } = modelsOver(['e:latest']);
  expect(slots.slotsOf('e:latest')).toBe(4);
  expect(await models.installed()).toMatchObject([
    { id: 'e:latest', slots: 1, slotsSource: 'forced to 1 by Ollama' },
  ]);
  expect(slots.slotsOf('e:latest')).toBe(1);
});
