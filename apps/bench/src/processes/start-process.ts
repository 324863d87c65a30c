import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { isAnswer, isReady, type ProcessFigures, type Ready } from './messages.ts';

export interface ProcessOptions {
  /** The file that serves it. */
  readonly entry: URL;
  /** Passed as JSON. */
  readonly settings?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
  /** Keeps what it writes to stdout for `said()`, instead of letting it go to nowhere. */
  readonly keepsOutput?: boolean;
}

/** A process of a campaign, from its first word on. */
export interface RunningProcess extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  ask(question: unknown): Promise<unknown>;
  figures(): Promise<ProcessFigures>;
  /** What it has written to stdout. */
  said(): string;
  /** What it has written to stderr. */
  complaints(): string;
  isRunning(): boolean;
}

const stopWithinMs = 10_000;

function spawnNode(options: ProcessOptions) {
  const { entry, settings = {}, environment = {}, nodeFlags = [], keepsOutput = false } = options;
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [...nodeFlags, entry.pathname, JSON.stringify(settings)], {
    // Nothing of the caller's own settings: a campaign is the same wherever it is started.
    env: { PATH, ...environment },
    stdio: ['ignore', keepsOutput ? 'pipe' : 'ignore', 'pipe', 'ipc'],
  });
}

async function firstWord(child: ChildProcess, complaints: () => string): Promise<Ready> {
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the campaign ended with ${code} at its start:\n${complaints()}`);
  });
  while (true) {
    const [message] = await Promise.race([once(child, 'message'), exited]);
    if (isReady(message)) {
      exited.catch(() => {});
      return message;
    }
  }
}

/** Numbers the questions, so that answers find their way back. */
function createAsk(child: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', (message) => {
    if (isAnswer(message)) waiting.get(message.id)?.resolve(message.value);
  });
  child.on('exit', (code) => {
    const gone = new Error(`A process of the campaign ended with ${code} in the middle of it`);
    for (const { reject } of waiting.values()) reject(gone);
  });
  return async (question: unknown): Promise<unknown> => {
    asked += 1;
    const id = asked;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    child.send({ kind: 'ask', id, question });
    return answer.promise.finally(() => waiting.delete(id));
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const overdue = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(overdue);
}

/** Everything written to a stream so far. */
function collectText(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}

/** Starts a process and waits until it serves. Throws what it said when it ended instead. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const child = spawnNode(options);
  const said = collectText(child.stdout);
  const complaints = collectText(child.stderr);
  const { url, key = '' } = await firstWord(child, complaints);
  const ask = createAsk(child);
  return {
    url,
    key,
    ask,
    async figures() {
      // The processes are ours and answer nothing else to this.
      return (await ask('figures')) as ProcessFigures;
    },
    said,
    complaints,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    [Symbol.asyncDispose]: () => stop(child),
  };
}
