import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** Resolves when the server says that it is ready, rejects with what it said when it ends before. */
export async function untilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('the server must be started with a pipe as stderr');
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    if (line.includes('ready to accept connections')) {
      server.stderr.resume();
      return;
    }
    said.push(line);
  }
  throw new Error(`PostgreSQL ended: ${said.join('\n')}`);
}

/** The server's own children lead process groups of their own (PostgreSQL miscinit.c), so each is told by itself. */
export function signalFamily(pid: number, signal: NodeJS.Signals): void {
  const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).split('\n');
  for (const member of [pid, ...children.filter(Boolean).map(Number)]) process.kill(member, signal);
}

export function spawnServer(
  command: string,
  words: readonly string[],
  user: { readonly uid: number; readonly gid: number } | undefined,
): ChildProcess {
  const env = { ...process.env, LC_ALL: 'C' };
  return spawn(command, words, { ...user, env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
}
