import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../node_modules/.cache/hearth-python', import.meta.url));
const lockPatienceMs = 120_000;
const lockPollMs = 250;
const packages = 'openai==3.57.0';

export type Python =
  | { readonly interpreter: string; readonly missing?: undefined }
  | { readonly missing: string };

/** Two test files may come here at once: one makes the environment, the other waits for it. */
async function withLock<Value>(work: () => Promise<Value>): Promise<Value> {
  const lock = `${folder}.lock`;
  mkdirSync(dirname(lock), { recursive: true });
  for (let waited = 0; waited < lockPatienceMs; waited += lockPollMs) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      await setTimeout(lockPollMs);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function install(): Promise<string> {
  const interpreter = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === packages) return interpreter;
  rmSync(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  await run(interpreter, ['-m', 'pip', 'install', ...quiet, packages], { timeout: 180_000 });
  writeFileSync(stamp, packages);
  return interpreter;
}

/** Python with the openai package, in an environment of its own that later runs find again. Throws where CI is true. */
export async function preparePython(): Promise<Python> {
  try {
    return { interpreter: await withLock(install) };
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    const [reason = ''] = String(error).split('\n', 1);
    return { missing: `python3 with venv and ${packages} can't be had: ${reason}` };
  }
}

/** Runs a script of the folder `python` with a JSON on stdin, and reads the JSON that it prints. */
export async function runPython<Output>(
  interpreter: string,
  script: string,
  input: unknown,
): Promise<Output> {
  const path = fileURLToPath(new URL(`../python/${script}`, import.meta.url));
  const child = spawn(interpreter, [path], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify(input));
  const said: string[] = [];
  const complained: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => complained.push(text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${complained.join('')}`);
  return JSON.parse(said.join('')) as Output;
}
