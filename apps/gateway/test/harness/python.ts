import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const packages = 'openai==3.57.0';
/** Another version is another environment. */
const folder = join(cache, `hearth-python-${packages.replace('==', '-')}`);

export type Python =
  | { readonly interpreter: string; readonly missing?: undefined }
  | { readonly missing: string };

/** Two test files that run at once may both build it: whoever is first puts its own in place. */
async function build(): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', draft]);
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
    const words = ['-m', 'pip', 'install', ...quiet, packages];
    await run(join(draft, 'bin', 'python'), words, { timeout: 180_000 });
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function install(): Promise<string> {
  if (!existsSync(folder)) await build();
  return join(folder, 'bin', 'python');
}

/** Python with the openai package, in an environment of its own that later runs find again. Throws where CI is true. */
export async function preparePython(): Promise<Python> {
  try {
    return { interpreter: await install() };
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
