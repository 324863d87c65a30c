import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonWithOpenai } from './harness/python.ts';
import { startTestGateway, type TestGateway } from './harness/test-gateway.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const appFolder = fileURLToPath(new URL('..', import.meta.url));

interface Snippet {
  readonly page: string;
  readonly language: string;
  readonly title: string;
  readonly code: string;
}

async function snippetsOf(page: string): Promise<Snippet[]> {
  const text = await readFile(join(root, page), 'utf8');
  const fences = text.matchAll(/^```(\w+) title="([^"]+)"\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, language = '', title = '', code = '']) => ({
    page,
    language,
    title,
    code,
  }));
}

/** What each snippet has to print. `start` is run, from a clone, by the test of starts and stops. */
const expectations: Record<string, RegExp> = {
  'stream with curl': /data: \{.*demo-chat[\s\S]*data: \[DONE\]/,
  'embeddings and models with curl': /"embedding"[\s\S]*"demo-embed:latest"/,
  'openai for Node': /Hearth/,
  'openai for Python': /Hearth/,
  'typed client': /Hearth/,
  keys: /hk_[\s\S]*website/,
  'wait for a slot': /"finish_reason":"stop"/,
  'chat.complete': /"finish_reason":"stop"/,
  'chat.stream': /"finish_reason":"stop"/,
};

const pages = await Promise.all(['README.md', 'docs/trpc.md'].map(snippetsOf));
const snippets = pages.flat().filter(({ title }) => title !== 'start');

let gateway: TestGateway;
let folder: string;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { HEARTH_DEMO: 'always' } });
  // Inside the app, so that the packages which the snippets import are found.
  folder = await mkdtemp(join(appFolder, 'node_modules', '.snippets-'));
});

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function commandOf(language: string, code: string): Promise<[string, string[]]> {
  if (language === 'bash') return ['bash', ['-euo', 'pipefail', '-c', code]];
  const file = join(
    folder,
    `snippet.${language === 'python' ? 'py' : language === 'ts' ? 'ts' : 'mjs'}`,
  );
  await writeFile(file, code);
  return language === 'python' ? [await pythonWithOpenai(), [file]] : [process.execPath, [file]];
}

test('every snippet of the pages has an expectation, and the other way round', () => {
  expect(snippets.map(({ title }) => title).sort()).toEqual(Object.keys(expectations).sort());
});

test.each(snippets)('$page: $title', async ({ language, title, code }) => {
  const [command, words] = await commandOf(
    language,
    code.replaceAll('http://127.0.0.1:7411', gateway.url),
  );
  const env = {
    ...process.env,
    HEARTH_API_KEY: gateway.key,
    HEARTH_HOME: gateway.gateway.composition.home,
  };
  const { stdout } = await run(command, words, { cwd: root, env, timeout: 60_000 });
  expect(stdout).toMatch(expectations[title] ?? /never/);
});
