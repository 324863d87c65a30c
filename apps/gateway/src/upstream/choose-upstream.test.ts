import { createSimulator } from '@hearth/simulator';
import { expect, test } from 'vitest';
import { readEnvironment } from '../env.ts';
import { chooseUpstream } from './choose-upstream.ts';

/** Port 9 of loopback: nothing listens there. */
const nobody = '127.0.0.1:9';
const choose = (variables: Record<string, string>) =>
  chooseUpstream(readEnvironment({ OLLAMA_HOST: nobody, ...variables }));

test('where no Ollama answers the demo does, and says how to end it', async () => {
  await using upstream = await choose({});
  expect(upstream.demo).toBe(true);
  expect(upstream.warnings).toEqual([expect.stringMatching(/ollama serve.*start Hearth again/)]);
});

test.each([
  { HEARTH_DEMO: 'never' },
  { NODE_ENV: 'production' },
  { DATABASE_URL: 'postgres://h@127.0.0.1/h' },
])('with %j Ollama is waited for', async (variables) => {
  await using upstream = await choose(variables);
  expect([upstream.demo, upstream.url]).toEqual([false, `http://${nobody}`]);
  expect(upstream.warnings).toEqual([expect.stringMatching(/goes on by itself/)]);
});

test('a demo that was asked for and may not be says why, and does not hide that Ollama is away', async () => {
  await using upstream = await choose({ HEARTH_DEMO: 'always', NODE_ENV: 'production' });
  expect(upstream.demo).toBe(false);
  expect(upstream.warnings).toEqual([
    expect.stringMatching(/HEARTH_DEMO=always has no effect: NODE_ENV/),
    expect.stringMatching(/goes on by itself/),
  ]);
});

test('where Ollama answers there is nothing to say, and it is asked once', async () => {
  await using simulator = createSimulator();
  const { url } = await simulator.listen();
  await using upstream = await choose({ OLLAMA_HOST: url });
  expect([upstream.demo, upstream.warnings]).toEqual([false, []]);
  expect(simulator.stats().requestsByPath['/api/version']).toBe(1);
});

test('a demo that was asked for answers although Ollama does', async () => {
  await using simulator = createSimulator();
  const { url } = await simulator.listen();
  await using upstream = await choose({ OLLAMA_HOST: url, HEARTH_DEMO: 'always' });
  expect(upstream.demo).toBe(true);
  expect(upstream.url).not.toBe(url);
});
