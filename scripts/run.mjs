// The one entry of `npm start`, `npm test` and `npm run hearth`. Runs on any Node from 18 on and needs nothing installed:
// it installs the workspace when the lockfile has changed since the last install, then hands over to the carried Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === 'win32';
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const stampFile = join(root, 'node_modules', '.hearth-install');
const carriedNode = join(root, 'node_modules', '.bin', isWindows ? 'node.exe' : 'node');
const npx = ['npx', '--yes', '--prefer-offline', packageManager];

function lockfileDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockfileDigest();
}

/** Runs a command to its end, passing SIGINT and SIGTERM on, so that a supervisor can stop the whole by this process. */
function run(command, { stdio = 'inherit', env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { cwd: root, stdio, env, shell: isWindows });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

async function install() {
  process.stderr.write('hearth: installing (first start, or the lockfile changed)…\n');
  const code = await run([...npx, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0) {
    process.stderr.write(
      'hearth: the install failed; the lines above say why. Run the same command again to retry.\n',
    );
    process.exit(code);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, lockfileDigest());
}

const [first, ...rest] = process.argv.slice(2);
if (!isInstalled()) await install();

const gateway = join(root, 'apps', 'gateway', 'bin', 'hearth.mjs');
const node = existsSync(carriedNode) ? carriedNode : process.execPath;
const command =
  first === 'pnpm'
    ? [...npx, ...rest]
    : [node, gateway, ...(first === undefined ? [] : [first]), ...rest];
process.exitCode = await run(command);
