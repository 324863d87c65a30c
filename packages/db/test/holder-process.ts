import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface HolderProcess extends AsyncDisposable {
  readonly pid: number;
  kill(signal: NodeJS.Signals): Promise<void>;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the holder must be started with a pipe as stdout');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the holder ended without a word');
}

/** Another process that has the database in `folder` open. */
export async function holdFolder(folder: string): Promise<HolderProcess> {
  const script = fileURLToPath(new URL('./hold-folder.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await firstLine(child);
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { pid: child.pid ?? 0, kill, [Symbol.asyncDispose]: () => kill('SIGKILL') };
}
