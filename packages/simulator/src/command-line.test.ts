import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { help, readCommandLine } from './command-line.ts';

describe('the command line', () => {
  test('turns flags into options', () => {
    const args = [
      '--port',
      '0',
      '--seed=7',
      '--models',
      'a,b=completion+thinking',
      '--tokens-per-second',
      'Infinity',
    ];
    expect(readCommandLine(args)).toEqual({
      kind: 'serve',
      port: 0,
      host: '127.0.0.1',
      options: {
        seed: 7,
        models: ['a', 'b=completion+thinking'],
        tokensPerSecond: Number.POSITIVE_INFINITY,
      },
    });
  });

  test.each([['--port', 'x'], ['--seed', ''], ['--unknown'], ['--load-ms', '-5']])(
    'refuses %s %s',
    (...args) => {
      expect(readCommandLine(args).kind).toBe('wrong');
    },
  );

  test('the help names every flag', () => {
    expect(readCommandLine(['--help'])).toEqual({ kind: 'help' });
    for (const flag of [
      'port',
      'host',
      'seed',
      'models',
      'ttft-ms',
      'tokens-per-second',
      'num-parallel',
      'load-ms',
    ]) {
      expect(help).toContain(`--${flag} `);
    }
  });

  test('the program prints its address in one line and ends cleanly on SIGTERM, a stream open or not', async () => {
    const program = fileURLToPath(new URL('../bin/hearth-simulator.mjs', import.meta.url));
    const child = spawn(process.execPath, [program, '--port', '0', '--ttft-ms', '60000']);
    const [printed] = await once(child.stdout, 'data');
    const url = /^Simulated Ollama on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(printed))?.[1];
    expect(await (await fetch(`${url}/api/version`)).json()).toEqual({ version: '0.24.0' });
    const body = JSON.stringify({
      model: 'demo-chat',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const open = fetch(`${url}/api/chat`, { method: 'POST', body }).catch(() => 'broken');
    await fetch(`${url}/api/tags`);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await open).toBe('broken');
  });
});
