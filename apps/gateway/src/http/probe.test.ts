import { expect, test } from 'vitest';
import { readiness } from './health.ts';
import { createProbe } from './probe.ts';

test('a hundred askers share one check, and a recent answer is kept', async () => {
  let checks = 0;
  const probe = createProbe({ check: async () => `${++checks}`, maxAgeMs: 60_000 });
  const states = await Promise.all(Array.from({ length: 100 }, () => probe.read()));
  expect(checks).toBe(1);
  expect(states.every((state) => state.state === 'up' && state.detail === '1')).toBe(true);
  await probe.read();
  expect(checks).toBe(1);
});

test('a check that fails is down, with its reason and its age', async () => {
  const probe = createProbe({ check: () => Promise.reject(new Error('refused')) });
  expect(await probe.read()).toMatchObject({
    state: 'down',
    error: 'refused',
    checkedAt: expect.any(String),
  });
});

test('a check that hangs is told to give up', async () => {
  const check = (signal: AbortSignal) =>
    new Promise<null>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  expect(await createProbe({ check, timeoutMs: 10 }).read()).toMatchObject({ state: 'down' });
});

test('readiness names the culprit, and says no address without a key', async () => {
  const up = createProbe({ check: async () => null });
  const down = createProbe({ check: () => Promise.reject(new Error('connect 10.1.2.3:5432')) });
  const ask = (ollama = up, database = up, draining = false) =>
    readiness({ ollama, database, isDraining: () => draining, warnings: [] });
  expect(await ask()).toMatchObject({ ready: true, culprit: null });
  expect(await ask(down)).toMatchObject({ ready: false, culprit: 'ollama' });
  expect(await ask(up, down)).toMatchObject({ ready: false, culprit: 'database' });
  expect(await ask(up, up, true)).toMatchObject({ ready: false, culprit: 'draining' });
  expect(JSON.stringify(await ask(up, down))).not.toContain('10.1.2.3');
});
