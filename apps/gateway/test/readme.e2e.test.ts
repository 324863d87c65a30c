import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preparePython } from './harness/python.ts';
import { startTestGateway, type TestGateway } from './harness/test-gateway.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

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

const python = await preparePython();
const pages = await Promise.all(['README.md', 'docs/trpc.md'].map(snippetsOf));
const snippets = pages.flat().filter(({ title }) => title !== 'start');
function pythonProgram(): string {
  if (python.missing !== undefined) throw new Error(python.missing);
  return python.interpreter;
}

const missing = (language: string) => (language === 'python' ? python.missing : undefined);

let gateway: TestGateway;
let folder: string;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { HEARTH_DEMO: 'always' } });
  // Where the README says that they work.
  folder = await mkdtemp(join(root, 'examples', '.snippets-'));
});

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function commandOf({ language }: Snippet, code: string): Promise<[string, string[]]> {
  if (language === 'bash') return ['bash', ['-euo', 'pipefail', '-c', code]];
  const file = join(
    folder,
    `snippet.${language === 'python' ? 'py' : language === 'ts' ? 'ts' : 'mjs'}`,
  );
  await writeFile(file, code);
  return [language === 'python' ? pythonProgram() : process.execPath, [file]];
}

test('every snippet of the pages has an expectation, and the other way round', () => {
  expect(snippets.map(({ title }) => title).sort()).toEqual(Object.keys(expectations).sort());
});

for (const snippet of snippets) {
  const { page, language, title } = snippet;
  const why = missing(language);
  test.skipIf(why)(
    `${page}: ${title}${why === undefined ? '' : ` [skipped: ${why}]`}`,
    async () => {
      const code = snippet.code.replaceAll('http://127.0.0.1:7411', gateway.url);
      const [command, words] = await commandOf(snippet, code);
      const home = gateway.gateway.composition.home;
      const env = { ...process.env, HEARTH_API_KEY: gateway.key, HEARTH_HOME: home };
      const { stdout } = await run(command, words, { cwd: root, env, timeout: 60_000 });
      expect(stdout).toMatch(expectations[title] ?? /never/);
    },
  );
}
