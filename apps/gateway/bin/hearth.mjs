#!/usr/bin/env node
// Type stripping without a flag came with Node 22.18; on an older one the import below would fail with a riddle.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `hearth needs Node 22.18 or newer and this is ${process.version}. From a clone, use \`npm start\` or \`npm run hearth -- <command>\`: they bring their own.\n`,
  );
  process.exit(1);
}
await import('../src/cli/main.ts');
