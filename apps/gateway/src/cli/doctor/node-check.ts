import { type Finding, ok, problem } from './finding.ts';

/** The first with type stripping and no flag, as `bin/hearth.mjs` asks for it too. */
const least = { major: 22, minor: 18 };

export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > least.major || (major === least.major && minor >= least.minor))
    return ok('node', `Node ${version}`);
  return problem(
    'node',
    `Node ${version} is too old: Hearth needs ${least.major}.${least.minor} or newer.`,
    'From a clone, `npm start` and `npm run hearth -- <command>` bring a Node of their own.',
  );
}
