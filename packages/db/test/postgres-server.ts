import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresBinaries, serverUser } from './postgres-binaries.ts';
import { freePort, signalFamily, spawnServer, untilReady } from './server-process.ts';

/** `fast` closes every session and ends cleanly, `immediate` ends without, as after a power cut. */
export type StopMode = 'fast' | 'immediate';

export interface PostgresServer extends AsyncDisposable {
  /** Of its one database; the same after every `start`. */
  readonly url: string;
  stop(mode: StopMode): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP: connections stay open and nobody answers. */
  pause(): void;
  resume(): void;
}

/** As far from UTC as it goes: what counts days by the server's clock shows. */
const timezone = 'timezone=Pacific/Kiritimati';
const baseSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  timezone,
];

const stopSignals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** Under the system's temporary folder, whose parents every user may pass. */
function initialise(binaries: string): string {
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'hearth-postgres-'));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const words = ['-D', folder, '-U', 'hearth', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  execFileSync(join(binaries, 'initdb'), words, { ...user, cwd: '/', stdio: 'pipe' });
  return folder;
}

/** With a certificate that nobody signed, beside the data. Needs `openssl`. */
function tlsSettings(folder: string): string[] {
  const files = ['-keyout', 'server.key', '-out', 'server.crt'];
  const subject = ['-days', '2', '-subj', '/CN=localhost'];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject];
  execFileSync('openssl', words, { ...serverUser(), cwd: folder, stdio: 'pipe' });
  return ['ssl=on'];
}

export interface StartPostgresOptions {
  /** Default false. */
  readonly tls?: boolean;
}

/** A real server of its own on a free port of 127.0.0.1, with the default database and no password. Takes about a second. */
export async function startPostgres({
  tls = false,
}: StartPostgresOptions = {}): Promise<PostgresServer> {
  const binaries = postgresBinaries();
  if (binaries === undefined) throw new Error('PostgreSQL is not installed');
  const folder = initialise(binaries);
  const port = await freePort();
  const settings = [...baseSettings];
  if (tls) settings.push(...tlsSettings(folder));
  const words = ['-D', folder, '-p', String(port), ...settings.flatMap((one) => ['-c', one])];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawnServer(join(binaries ?? '', 'postgres'), words, serverUser());
    await untilReady(server);
  }

  async function stop(mode: StopMode): Promise<void> {
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(stopSignals[mode]);
    await ended;
  }

  function signal(name: NodeJS.Signals): void {
    if (server?.pid !== undefined) signalFamily(server.pid, name);
  }

  await start();
  const killOnExit = () => server?.kill('SIGQUIT');
  process.on('exit', killOnExit);
  return {
    url: `postgres://hearth@127.0.0.1:${port}/postgres`,
    start,
    stop,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async [Symbol.asyncDispose]() {
      process.off('exit', killOnExit);
      if (server?.exitCode === null) signal('SIGCONT');
      await stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
