import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(name))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

const imported = sources
  .flatMap((source) => [
    ...source.matchAll(/^(?:import|export)(?! type).*?from '([^.'][^']*)';$/gms),
  ])
  .map((match) => match[1] ?? '');

test('the published code runs in a browser and takes nothing of the gateway along', () => {
  expect([...new Set(imported)].sort()).toEqual([
    '@hearth/wire/chat-fold',
    '@hearth/wire/transformer',
    '@trpc/client',
  ]);
  for (const source of sources) expect(source).not.toMatch(/\b(?:process|Buffer)\.\w|\brequire\(/);
});
