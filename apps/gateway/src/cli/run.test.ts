import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { isWellFormedKey } from '../access/api-key.ts';
import { readEnvironment } from '../env.ts';
import type { Invocation } from './invocation.ts';
import { createOutput } from './output/output.ts';
import { createPaint } from './output/paint.ts';
import { createProgram } from './program.ts';
import { run } from './run.ts';

function createSink() {
  const written: string[] = [];
  return { write: (text: string) => void written.push(text), text: () => written.join('') };
}

async function hearth(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const stdout = createSink();
  const stderr = createSink();
  const exitCode = await run(words, {
    stdout,
    stderr,
    color: false,
    readEnvironment: () => readEnvironment(environment),
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

const silent = { write: () => {} };
const invocation: Invocation = {
  output: createOutput({ stdout: silent, stderr: silent }),
  paint: createPaint(false),
  environment: () => readEnvironment({}),
  exitWith: () => {},
};

/** Every command by its words. */
function commandLines(command: Command, words: readonly string[] = []): (readonly string[])[] {
  return command.commands.flatMap((child) => {
    const own = [...words, child.name()];
    return [own, ...commandLines(child, own)];
  });
}

const everyCommand = commandLines(createProgram(invocation));

test('the commands are those that are documented', () => {
  expect(everyCommand.map((words) => words.join(' ')).sort()).toEqual(
    [
      'start',
      'keys',
      'keys create',
      'keys list',
      'keys revoke',
      'keys generate',
      'models',
      'models warm',
      'models unload',
      'usage',
      'status',
      'doctor',
    ].sort(),
  );
});

describe.each(everyCommand.map((words) => [words.join(' '), words] as const))(
  '%s',
  (name, words) => {
    test('--help says what it does, with an example, and exits 0', async () => {
      const { exitCode, stdout, stderr } = await hearth([...words, '--help']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: hearth ${name}\\b.*\\n\\n[A-Z].+\\.`));
      expect(stdout).toMatch(new RegExp(`Examples:\\n(  \\$ .*\\n)*  \\$ .*hearth ${name}`));
    });

    test('a misspelt option suggests the right one and exits 2', async () => {
      const { exitCode, stdout, stderr } = await hearth([...words, '--hepl']);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('--help');
    });
  },
);

test('every command but start and the groups takes --json', async () => {
  const without = new Set(['start', 'keys']);
  for (const words of everyCommand.filter(
    ([first, second]) => second || !without.has(first ?? ''),
  )) {
    expect((await hearth([...words, '--help'])).stdout, words.join(' ')).toContain('--json');
  }
});

test('hearth alone prints its help', async () => {
  const { exitCode, stdout } = await hearth([]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage: hearth [options] [command]');
});

test('--version prints the version', async () => {
  const { exitCode, stdout } = await hearth(['--version']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
});

test.each([
  [['kyes'], 'Did you mean keys?'],
  [['keys', 'lst'], 'Did you mean list?'],
  [['keys', 'create', '--nam', 'x'], 'Did you mean --name?'],
  [['keys', 'create'], "'--name <name>'"],
  [['keys', 'create', '--name', 'x', '--rpm', 'many'], 'whole number'],
  [['keys', 'create', '--name', 'x', '--scopes', 'all'], 'chat,embed,models'],
  [['keys', 'create', '--name', 'x', '--expires', 'soon'], '90d'],
  [['keys', 'revoke'], 'id'],
  [['usage', '--by', 'hour'], 'key,model,day'],
  [['usage', '--since', 'monday'], '24h'],
  [['usage', '--since', '1h', '--until', '2h'], '--until must be later'],
  [['status', 'now'], 'argument'],
])('%j is wrong usage: exit 2 and one sentence', async (words, hint) => {
  const { exitCode, stdout, stderr } = await hearth(words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(hint);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a group without its command shows its help as an error', async () => {
  const { exitCode, stdout, stderr } = await hearth(['keys']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('Usage: hearth keys');
});

test('with --json an error is one JSON document on stderr', async () => {
  const { exitCode, stdout, stderr } = await hearth(['usage', '--by', 'hour', '--json']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(JSON.parse(stderr)).toEqual({
    error: { code: 'invalid_usage', message: expect.stringContaining('hour') },
  });
});

test('wrong settings are listed all at once and exit 2', async () => {
  const environment = { HEARTH_PORT: 'x', HEARTH_DEMO: 'y', HEARTH_PROT: '1' };
  for (const words of [['start'], ['keys', 'list'], ['models'], ['usage'], ['status']]) {
    const { exitCode, stdout, stderr } = await hearth(words, environment);
    expect({ exitCode, stdout }, words.join(' ')).toEqual({ exitCode: 2, stdout: '' });
    for (const name of Object.keys(environment)) expect(stderr).toContain(name);
  }
});

test('keys generate needs no settings: it makes the value of one', async () => {
  const { exitCode, stdout } = await hearth(['keys', 'generate'], { HEARTH_ADMIN_KEY: 'typo' });
  expect(exitCode).toBe(0);
  expect(isWellFormedKey(stdout.trim())).toBe(true);
});

test('a key in the place of its id is refused and not repeated', async () => {
  const key = 'hk_thisLooksLikeAKey';
  const { exitCode, stderr } = await hearth(['keys', 'revoke', key]);
  expect(exitCode).toBe(2);
  expect(stderr).not.toContain(key);
});
