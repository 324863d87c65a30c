import { statSync } from 'node:fs';
import { socketPath } from '../../home/socket-path.ts';
import { CommandError } from '../output/command-error.ts';
import type { AdminConnection } from './admin-connection.ts';
import { isForbidden, isNobodyThere, reasonOf } from './failure.ts';
import { type Line, openLine } from './line.ts';
import { createTrpcConnection } from './trpc-connection.ts';

const probeMs = 5_000;

function silent(path: string, error: unknown): CommandError {
  const who = isForbidden(error)
    ? 'belongs to another user: run this as the user that runs the gateway'
    : `does not answer (${reasonOf(error)}): the gateway behind it hangs or is stopping. Try again, or restart it`;
  return new CommandError('gateway_silent', `The socket ${path} ${who}.`, { cause: error });
}

/**
 * A home with a long name has its socket in the shared folder for temporary files, where anybody may put one in its place: it
 * must belong to whom the home belongs.
 */
function assertOwner(path: string, home: string): void {
  const socket = statSync(path, { throwIfNoEntry: false });
  if (socket === undefined || socket.uid === statSync(home, { throwIfNoEntry: false })?.uid) return;
  throw new CommandError(
    'foreign_socket',
    `The socket ${path} belongs to another user than ${home}: remove it.`,
  );
}

/** Any answer will do: only the owner of the home listens there. A file that a crash has left counts as nobody. */
async function isAnswered({ baseUrl, fetch }: Line, path: string): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/livez`, { signal: AbortSignal.timeout(probeMs) });
    await answer.text();
    return true;
  } catch (error) {
    if (isNobodyThere(error)) return false;
    throw silent(path, error);
  }
}

/** The gateway that runs on this home folder; undefined when none does. Throws `CommandError` for one that hangs. */
export async function connectToSocket(home: string): Promise<AdminConnection | undefined> {
  const path = socketPath(home);
  if (process.platform !== 'win32') assertOwner(path, home);
  const line = openLine({ baseUrl: 'http://localhost', socketPath: path });
  try {
    if (await isAnswered(line, path))
      return createTrpcConnection({ via: 'socket', target: path, line });
  } catch (error) {
    await line[Symbol.asyncDispose]();
    throw error;
  }
  await line[Symbol.asyncDispose]();
  return undefined;
}
