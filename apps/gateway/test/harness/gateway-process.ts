import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createHearth, type Hearth } from '@hearth/client';
import { eventually } from './eventually.ts';
import { createSender, type Sender } from './send.ts';

const bin = fileURLToPath(new URL('../../bin/hearth.mjs', import.meta.url));

export interface ProcessOptions {
  readonly home: string;
  /** Settings; nothing of this process's own environment but PATH is passed on. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** `hearth start` as a process of its own, its log on a pipe. */
export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Every line of the log, parsed. Throws where a line is no JSON. */
  log(): readonly Readonly<Record<string, unknown>>[];
  /** Resolves with the address that the first line of the log names. */
  ready(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code; null where a signal ended it. */
  exited(): Promise<number | null>;
}

function collect(child: ChildProcess, name: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[name]?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}

function parseLog(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

export function startProcess({ home, environment = {} }: ProcessOptions): GatewayProcess {
  const env = { PATH: process.env['PATH'], HEARTH_HOME: home, HEARTH_PORT: '0', ...environment };
  const child = spawn(process.execPath, [bin, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout = collect(child, 'stdout');
  const stderr = collect(child, 'stderr');
  const closed = once(child, 'close');
  const exited = async () => {
    await closed;
    return child.exitCode;
  };

  /** An end before that is an error at once, not a wait. */
  async function diedEarly(): Promise<never> {
    await closed;
    throw new Error(`The gateway ended with ${child.exitCode}: ${stdout()}${stderr()}`);
  }

  async function named(): Promise<string> {
    return eventually(
      () => {
        const [, url] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(stdout().split('\n', 1)[0] ?? '') ?? [];
        if (url !== undefined) return url;
        throw new Error(`No address in the log: ${stdout()}${stderr()}`);
      },
      { withinMs: 45_000 },
    );
  }

  return {
    pid: child.pid ?? 0,
    stdout,
    stderr,
    log: () => parseLog(stdout()),
    ready: () => Promise.race([named(), diedEarly()]),
    signal: (name) => child.kill(name),
    exited,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await closed;
    },
  };
}

/** The key that a start has printed, to stderr, as a line of its own. */
export function printedKeys(gateway: GatewayProcess): string[] {
  return gateway.stderr().match(/^hk_[\w-]{43}_\w{6}$/gm) ?? [];
}

export interface ProcessClient extends Sender {
  readonly url: string;
  readonly key: string;
  /** Never retries. */
  readonly hearth: Hearth;
}

/** Waits until it listens. Without `key` the one that it has printed. */
export async function clientOf(gateway: GatewayProcess, key?: string): Promise<ProcessClient> {
  const url = await gateway.ready();
  const token =
    key ??
    (await eventually(() => {
      const [printed] = printedKeys(gateway);
      if (printed !== undefined) return printed;
      throw new Error(`No key on stderr: ${gateway.stderr()}`);
    }));
  const hearth = createHearth({ baseURL: url, apiKey: token, maxRetries: 0 });
  return { url, key: token, hearth, ...createSender(url, token) };
}
