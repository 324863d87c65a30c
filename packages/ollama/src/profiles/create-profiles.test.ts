import { HearthError } from '@hearth/wire';
import { describe, expect, test } from 'vitest';
import type { OllamaModel, OllamaModelDetails } from '../native/models.ts';
import { createProfiles, type ProfilesOptions } from './create-profiles.ts';

const details: OllamaModelDetails = {
  family: 'llama',
  parameterSize: '1B',
  quantization: 'Q4_0',
  capabilities: ['completion'],
  trainedContextLength: 8192,
  modelfileContextLength: undefined,
  modifiedAt: undefined,
};

function installed(...names: string[]): OllamaModel[] {
  const rest = { modifiedAt: undefined, sizeBytes: 1, digest: undefined, family: undefined };
  const more = { parameterSize: undefined, quantization: undefined };
  const unknown = { capabilities: undefined, contextLength: undefined };
  return names.map((name) => ({ name, ...rest, ...more, ...unknown }));
}

function box(models: string[], options: Partial<ProfilesOptions> = {}) {
  const asked: string[] = [];
  const gate = { open: Promise.resolve() };
  const ollama: ProfilesOptions['ollama'] = {
    async show(model) {
      asked.push(model);
      await gate.open;
      if (models.includes(model)) return details;
      throw new HearthError('model_not_found', `Model '${model}' not found`);
    },
    tags: async () => installed(...models),
  };
  return { asked, gate, profiles: createProfiles({ ollama, ...options }) };
}

test("a profile is Ollama's facts and the operator's settings", async () => {
  const settings = (model: string) =>
    model === 'm:latest' ? { contextLength: 4096, keepAlive: -1, think: false } : {};
  const { profiles } = box(['m:latest'], { settings });
  expect(await profiles.profileOf('m')).toEqual({
    model: 'm:latest',
    capabilities: ['completion'],
    family: 'llama',
    contextLength: 4096,
    keepAlive: -1,
    think: false,
  });
});

test('settings hold at once, though the facts are cached', async () => {
  let contextLength = 1024;
  const { asked, profiles } = box(['m:latest'], { settings: () => ({ contextLength }) });
  await profiles.profileOf('m');
  contextLength = 2048;
  expect((await profiles.profileOf('m:latest')).contextLength).toBe(2048);
  expect(asked).toEqual(['m:latest']);
});

test('what is known gets old after a minute', async () => {
  let time = 0;
  const { asked, profiles } = box(['m:latest'], { now: () => time });
  await profiles.profileOf('m');
  time = 59_999;
  await profiles.profileOf('m');
  expect(profiles.known('m')).toEqual(details);
  time = 60_000;
  expect(profiles.known('m')).toBeUndefined();
  await profiles.profileOf('m');
  expect(asked).toHaveLength(2);
});

test('many callers share one look-up', async () => {
  const { asked, profiles } = box(['m:latest']);
  await Promise.all(Array.from({ length: 20 }, () => profiles.profileOf('m')));
  expect(asked).toHaveLength(1);
});

describe('a model that is not there', () => {
  test('is answered with up to five that are', async () => {
    const { profiles } = box(['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1']);
    await expect(profiles.profileOf('nope')).rejects.toMatchObject({
      code: 'model_not_found',
      param: 'model',
      message: "Model 'nope:latest' not found. Installed: a:1, b:1, c:1, d:1, e:1, ….",
    });
  });

  test('is asked for again, because somebody may have pulled it', async () => {
    const models: string[] = [];
    const { profiles } = box(models);
    await expect(profiles.profileOf('m')).rejects.toThrow('not found');
    models.push('m:latest');
    expect(await profiles.profileOf('m')).toMatchObject({ model: 'm:latest' });
  });
});

test('a caller who leaves does not take the look-up along', async () => {
  const { gate, profiles } = box(['m:latest']);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate.open = promise;
  const caller = new AbortController();
  const leaving = profiles.profileOf('m', { signal: caller.signal });
  const staying = profiles.profileOf('m');
  caller.abort(new Error('left'));
  await expect(leaving).rejects.toThrow('left');
  resolve();
  expect(await staying).toMatchObject({ family: 'llama' });
});

test('forgetting asks again, and drops a look-up that began before', async () => {
  const { asked, gate, profiles } = box(['m:latest', 'n:latest']);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate.open = promise;
  const old = profiles.profileOf('m');
  profiles.forget('m');
  resolve();
  await old;
  expect(profiles.known('m')).toBeUndefined();
  await profiles.profileOf('m');
  await profiles.profileOf('n');
  profiles.forget();
  expect([profiles.known('m'), profiles.known('n')]).toEqual([undefined, undefined]);
  expect(asked).toEqual(['m:latest', 'm:latest', 'n:latest']);
});
