import { chmod, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HomeError } from '../home/home.ts';
import { socketPath } from '../home/socket-path.ts';

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/**
 * Opens the command line's way in: a socket in the home folder, for its owner alone. One that a crash has left behind is
 * replaced. Throws `HomeError` when another gateway answers there: with a shared database nothing else keeps two apart.
 */
export async function listenLocally(server: FastifyInstance, home: string): Promise<void> {
  const path = socketPath(home);
  if (await answers(path)) {
    throw new HomeError(
      `Another gateway already runs on ${home}. Stop it, or give this one a HEARTH_HOME of its own (with a copy of the pepper, where both use one database).`,
    );
  }
  const isFile = process.platform !== 'win32';
  if (isFile) await rm(path, { force: true });
  await server.listen({ path });
  if (isFile) await chmod(path, 0o600);
}
