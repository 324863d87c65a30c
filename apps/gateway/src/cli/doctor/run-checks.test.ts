import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Environment, readEnvironment } from '../../env.ts';
import type { Finding } from './finding.ts';
import { checkNode } from './node-check.ts';
import { runChecks } from './run-checks.ts';

/** A folder for a home: nobody else may look in. */
function temporaryHome() {
  const path = mkdtempSync(join(tmpdir(), 'hearth-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Something that answers GET with JSON: an Ollama to the eye of the checks, or a stranger on a port. */
async function answering(answers: Readonly<Record<string, unknown>>) {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port: String(port),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const nobody = 'http://127.0.0.1:1';

function settings(home: string, more: NodeJS.ProcessEnv = {}): () => Environment {
  return () =>
    readEnvironment({ HEARTH_HOME: home, HEARTH_PORT: '0', OLLAMA_HOST: nobody, ...more });
}

function named(findings: readonly Finding[], name: string): Finding {
  const finding = findings.find((each) => each.name === name);
  if (finding === undefined) throw new Error(`No check is named ${name}`);
  return finding;
}

const tag = {
  name: 'demo:latest',
  model: 'demo:latest',
  modified_at: '2026-06-01T12:00:00Z',
  size: 1,
  digest: 'd',
  details: { family: 'llama' },
};

test('an old Node is a problem', () => {
  expect(checkNode('22.17.1').status).toBe('problem');
  expect(checkNode('22.18.0').status).toBe('ok');
  expect(checkNode('26.0.0').status).toBe('ok');
});

test('an untouched machine has one problem: no Ollama, with what to do', async () => {
  using home = temporaryHome();
  const findings = await runChecks(settings(join(home.path, 'new')));
  const problems = findings.filter(({ status }) => status === 'problem');
  expect(problems.map(({ name }) => name)).toEqual(['ollama']);
  expect(problems[0]?.fix).toContain('ollama serve');
});

test('every problem has a fix, and nothing else has one', async () => {
  using home = temporaryHome();
  mkdirSync(join(home.path, 'database'));
  chmodSync(home.path, 0o755);
  const findings = await runChecks(settings(home.path));
  for (const { name, status, fix } of findings) {
    expect(fix !== null, name).toBe(status === 'problem');
  }
  expect(named(findings, 'home').fix).toBe(`chmod 700 '${home.path}'`);
  expect(named(findings, 'pepper').detail).toContain('has gone');
});

test('a pepper that others may read, or that is damaged, is a problem', async () => {
  using home = temporaryHome();
  const file = join(home.path, 'pepper');
  writeFileSync(file, 'short', { mode: 0o600 });
  expect(named(await runChecks(settings(home.path)), 'pepper').detail).toContain('damaged');
  chmodSync(file, 0o644);
  expect(named(await runChecks(settings(home.path)), 'pepper').fix).toBe(`chmod 600 '${file}'`);
});

test('models that the settings name are looked for', async () => {
  using home = temporaryHome();
  await using ollama = await answering({
    '/api/version': { version: '0.24.0' },
    '/api/tags': { models: [tag] },
  });
  const host = { OLLAMA_HOST: `127.0.0.1:${ollama.port}` };
  const well = await runChecks(settings(home.path, { ...host, HEARTH_DEFAULT_MODEL: 'demo' }));
  expect(named(well, 'ollama').detail).toContain('0.24.0');
  expect(named(well, 'models').status).toBe('ok');
  const missing = await runChecks(settings(home.path, { ...host, HEARTH_WARM: 'demo,absent:7b' }));
  expect(named(missing, 'models').fix).toContain('`ollama pull absent:7b`');
});

test('a stranger on the port is a problem, a gateway is none', async () => {
  using home = temporaryHome();
  await using stranger = await answering({});
  await using gateway = await answering({ '/livez': { status: 'alive' } });
  const onPort = async (port: string) =>
    named(await runChecks(settings(home.path, { HEARTH_PORT: port })), 'port');
  expect((await onPort(stranger.port)).status).toBe('problem');
  expect((await onPort(gateway.port)).status).toBe('ok');
});

test('with wrong settings the rest is skipped, and each fault is named', async () => {
  const findings = await runChecks(() => readEnvironment({ HEARTH_PORT: 'x', HEARTH_LOG: 'y' }));
  const { status, detail } = named(findings, 'settings');
  expect(status).toBe('problem');
  expect(detail).toContain('HEARTH_PORT');
  expect(detail).toContain('HEARTH_LOG');
  expect(findings.slice(2).every((each) => each.status === 'skipped')).toBe(true);
});

test('a demo that is asked for where it never answers is a problem', async () => {
  using home = temporaryHome();
  const production = { NODE_ENV: 'production', HEARTH_DEMO: 'always' };
  const findings = await runChecks(settings(home.path, production));
  expect(named(findings, 'demo').status).toBe('problem');
  expect(named(findings, 'ollama').status).toBe('problem');
});
