import { describe, expect, test } from 'vitest';
import { profile } from '../../test/profiles.ts';
import type { LoadOptions } from '../native/ollama.ts';
import { createWarmKeeper, type WarmKeeperOptions } from './create-warm-keeper.ts';

/** A box that holds models until the test takes them out, and a limiter that the test can close. */
function box(options: Partial<WarmKeeperOptions> = {}) {
  const memory = new Map<string, { contextLength?: number; expiresAt?: string }>();
  const loads: [string, LoadOptions][] = [];
  const events: string[] = [];
  const state = { isBusy: false, isDown: false, isBroken: false, held: 0, time: 0, keeps: true };

  const ollama: WarmKeeperOptions['ollama'] = {
    async running() {
      if (state.isDown) throw new Error('can not be reached');
      return [...memory].map(([name, { contextLength, expiresAt }]) => ({
        name,
        sizeBytes: 1000,
        vramBytes: 250,
        contextLength,
        expiresAt,
      }));
    },
    async load(model, given) {
      expect(state.held).toBe(1);
      if (state.isBroken) throw new Error('out of memory');
      loads.push([model, given]);
      if (state.keeps) memory.set(model, { contextLength: given.contextLength ?? 4096 });
      return { loadMs: 1234 };
    },
  };
  const keeper = createWarmKeeper({
    ollama,
    models: () => ['a', 'b'],
    profileOf: async (model) => profile({ model }),
    async acquire() {
      if (state.isBusy) throw new Error('busy');
      state.held++;
      return { release: () => state.held-- };
    },
    onEvent: ({ kind, model }) => events.push(`${kind} ${model}`),
    now: () => state.time,
    intervalMs: 1_000,
    ...options,
  });
  return { keeper, memory, loads, events, state };
}

test('loads what is missing, with the options that callers get', async () => {
  const asked = profile({ model: 'a:latest', contextLength: 8192, keepAlive: -1 });
  const { keeper, loads, events, state } = box({
    models: () => ['a'],
    profileOf: async () => asked,
  });
  expect(keeper.snapshot()).toEqual([]);
  await keeper.check();
  expect(loads).toEqual([['a:latest', asked]]);
  expect(keeper.snapshot()).toMatchObject([{ state: 'resident', loadMs: 1234, error: null }]);
  await keeper.check();
  expect(loads).toHaveLength(1);
  expect(events).toEqual(['loaded a:latest']);
  expect(keeper.snapshot()).toEqual([
    {
      model: 'a:latest',
      state: 'resident',
      checkedAt: '1970-01-01T00:00:00.000Z',
      loadMs: 1234,
      contextLength: 8192,
      vramShare: 0.25,
      expiresAt: null,
      error: null,
    },
  ]);
  expect(state.held).toBe(0);
});

test('loads again what was evicted, and says so', async () => {
  const { keeper, memory, loads, events } = box();
  await keeper.check();
  await keeper.check();
  memory.delete('b:latest');
  await keeper.check();
  expect(loads.map(([model]) => model)).toEqual(['a:latest', 'b:latest', 'b:latest']);
  expect(events.slice(2)).toEqual(['evicted b:latest', 'loaded b:latest']);
});

test('an evicted model that can not be loaded yet shows as evicted', async () => {
  const { keeper, memory, state } = box({ models: () => ['a'] });
  await keeper.check();
  memory.clear();
  state.isBusy = true;
  await keeper.check();
  await keeper.check();
  expect(keeper.snapshot()).toMatchObject([{ state: 'evicted', vramShare: null, loadMs: 1234 }]);
});

test('without a free slot it tries at the next check, and holds nothing', async () => {
  const { keeper, loads, events, state } = box({ models: () => ['a'] });
  state.isBusy = true;
  await keeper.check();
  expect(keeper.snapshot()).toMatchObject([{ state: 'waiting', error: null }]);
  expect([loads, events]).toEqual([[], ['skipped a:latest']]);
  state.isBusy = false;
  await keeper.check();
  expect(keeper.snapshot()).toMatchObject([{ state: 'resident' }]);
});

describe('faults', () => {
  test('a load that fails is reported, gives its slot back, and is tried again', async () => {
    const { keeper, events, state } = box({ models: () => ['a'] });
    state.isBroken = true;
    await keeper.check();
    expect(keeper.snapshot()).toMatchObject([{ state: 'failed', error: 'out of memory' }]);
    expect(state.held).toBe(0);
    state.isBroken = false;
    await keeper.check();
    expect(keeper.snapshot()).toMatchObject([{ state: 'resident', error: null }]);
    expect(events).toEqual(['failed a:latest', 'loaded a:latest']);
  });

  test('a model that is not installed does not stop the others', async () => {
    const { keeper, loads } = box({
      async profileOf(model) {
        if (model === 'a:latest') throw new Error('not found');
        return profile({ model });
      },
    });
    await keeper.check();
    expect(keeper.snapshot()).toMatchObject([
      { model: 'a:latest', state: 'failed', error: 'not found' },
      { model: 'b:latest', state: 'resident' },
    ]);
    expect(loads).toHaveLength(1);
  });

  test('a box that does not answer is shown with each model', async () => {
    const { keeper, state } = box();
    state.isDown = true;
    await keeper.check();
    expect(keeper.snapshot()).toMatchObject([
      { state: 'waiting', error: 'can not be reached' },
      { state: 'waiting', error: 'can not be reached' },
    ]);
  });
});

test('a model that does not stay is loaded less and less often', async () => {
  const { keeper, loads, state } = box({ models: () => ['a'] });
  state.keeps = false;
  for (let round = 0; round < 100; round++) {
    await keeper.check();
    state.time += 1_000;
  }
  expect(loads.length).toBeGreaterThan(3);
  expect(loads.length).toBeLessThan(10);
});

test('a model that is about to leave is touched, so that no caller meets a cold one', async () => {
  const { keeper, memory, loads } = box({ models: () => ['a'] });
  memory.set('a:latest', { expiresAt: new Date(60_000).toISOString() });
  await keeper.check();
  expect(loads).toHaveLength(0);
  memory.set('a:latest', { expiresAt: new Date(1_500).toISOString() });
  await keeper.check();
  expect(loads).toHaveLength(1);
  expect(keeper.snapshot()).toMatchObject([{ loadMs: null }]);
});

test('a model that somebody loaded with another context is loaded as callers need it', async () => {
  const { keeper, memory, loads } = box({
    models: () => ['a'],
    profileOf: async (model) => profile({ model, contextLength: 8192 }),
  });
  memory.set('a:latest', { contextLength: 2048 });
  await keeper.check();
  expect(loads).toHaveLength(1);
});

test('a context that Ollama cuts to what the model was trained with is not asked for again', async () => {
  const { keeper, memory, loads } = box({
    models: () => ['a'],
    profileOf: async (model) => profile({ model, contextLength: 8192 }),
  });
  await keeper.check();
  memory.set('a:latest', { contextLength: 512 });
  await keeper.check();
  await keeper.check();
  expect(loads).toHaveLength(1);
  memory.set('a:latest', { contextLength: 256 });
  await keeper.check();
  expect(loads).toHaveLength(2);
});

test('one round at a time, however often it is asked for', async () => {
  const { keeper, loads } = box();
  await Promise.all([keeper.check(), keeper.check(), keeper.check()]);
  expect(loads).toHaveLength(2);
});

test('a model that is no longer to be kept is forgotten', async () => {
  let models = ['a', 'b'];
  const { keeper } = box({ models: () => models });
  await keeper.check();
  models = ['b'];
  await keeper.check();
  expect(keeper.snapshot().map(({ model }) => model)).toEqual(['b:latest']);
});

test('started, it checks again and again until it is disposed', async () => {
  const { keeper, memory, loads } = box({ intervalMs: 5, now: Date.now });
  keeper.start();
  while (loads.length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
  memory.clear();
  while (loads.length < 4) await new Promise((resolve) => setTimeout(resolve, 2));
  await keeper[Symbol.asyncDispose]();
  memory.clear();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(loads).toHaveLength(4);
});

test('disposing does not wait for a slot', async () => {
  const { keeper } = box({
    acquire: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  keeper.start();
  await keeper[Symbol.asyncDispose]();
});
