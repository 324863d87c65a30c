import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { settings } from '../apps/gateway/src/settings/settings.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface ComposeService {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
  readonly restart?: string;
}

const compose: {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
} = parse(read('compose.yaml'));
const dockerfile = read('Dockerfile');
const manifest: { packageManager: string; optionalDependencies: Record<string, string> } =
  JSON.parse(read('package.json'));

test('compose.yaml publishes nothing but the gateway, and that on loopback', () => {
  const published = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${port}`),
  );
  expect(published).toEqual(['gateway 127.0.0.1:7411:7411']);
});

test('every service has a health check, restarts, and an image that names its registry and version', () => {
  for (const [name, { healthcheck, restart, image }] of Object.entries(compose.services)) {
    expect([name, healthcheck !== undefined, restart]).toEqual([name, true, 'unless-stopped']);
    if (image !== undefined) expect(image).toMatch(/^docker\.io\/[^:]+:\d/);
  }
});

test('compose.yaml sets only settings that there are', () => {
  const named = Object.keys(compose.services['gateway']?.environment ?? {});
  expect(named.filter((name) => !Object.hasOwn(settings, name))).toEqual([]);
});

test('.env.example has every variable that compose.yaml asks for', () => {
  const asked = [...read('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
  const given = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
  expect([...new Set(asked)].sort()).toEqual(given.sort());
});

test('the Dockerfile uses the package manager and the Node that the manifest names', () => {
  const [node = ''] = Object.values(manifest.optionalDependencies);
  expect(dockerfile).toContain(manifest.packageManager);
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(bases)).toEqual(
    new Set([`docker.io/library/node:${node.split('.')[0]}-bookworm-slim`]),
  );
});

test('the image runs as nobody in particular, and keeps its state in a volume', () => {
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^VOLUME \/var\/lib\/hearth$/m);
});
