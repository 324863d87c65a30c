import type { AddressInfo } from 'node:net';
import { HearthError } from '@hearth/wire';
import type { FastifyInstance } from 'fastify';
import { compose } from '../composition/compose.ts';
import type { Composition } from '../composition/composition.ts';
import type { Environment } from '../env.ts';
import { openHome } from '../home/home.ts';
import type { Log } from '../log.ts';
import { firstKey } from './first-key.ts';
import { listenLocally } from './listen-locally.ts';

export interface StartOptions {
  readonly environment: Environment;
  readonly log: Log;
  /** Told the admin key when it could only be made later, because the database was away. */
  readonly onLateKey: (key: string) => void;
}

/** A running gateway. */
export interface Gateway {
  readonly url: string;
  readonly firstKey: string | undefined;
  readonly composition: Composition;
  /** Ends the calls that still run, with an error frame. */
  endCalls(): void;
  /** Lets running calls finish for `HEARTH_DRAIN_MS`, then ends them with an error frame, then closes everything. */
  stop(): Promise<void>;
}

const stopped = new HearthError('shutting_down', 'This gateway has stopped.');

function toUrl(host: string, server: FastifyInstance): string {
  const { port } = server.server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

/** How long a call that was ended may take to write its error frame. */
const farewellMs = 2_000;

async function drain({ beginDrain, open, endCalls }: Composition, drainMs: number): Promise<void> {
  beginDrain();
  await open.settled(drainMs);
  endCalls(stopped);
  await open.settled(farewellMs);
}

/** Brings everything up. Throws `SettingsError`, `HomeError`, `StoreLockedError`, or the listen error. */
export async function startGateway({
  environment,
  log,
  onLateKey,
}: StartOptions): Promise<Gateway> {
  const home = openHome(environment.home);
  const composition = await compose({ environment, home, log });
  try {
    await composition.server.listen({ host: environment.host, port: environment.port });
    await listenLocally(composition.localServer, environment.home);
    // Only now: a key that was made before a listen failed would be stored and never shown.
    const { keys } = composition.store;
    const question = { keys, pepper: home.pepper(), adminKey: environment.adminKey };
    const onError = (error: unknown) => log.error({ error: String(error) }, 'no first key');
    const key = await firstKey(question, { onKey: onLateKey, onError });
    composition.warmKeeper.start();
    return {
      url: toUrl(environment.host, composition.server),
      firstKey: key,
      composition,
      endCalls: () => composition.endCalls(stopped),
      async stop() {
        await drain(composition, environment.drainMs);
        await composition[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await composition[Symbol.asyncDispose]();
    throw error;
  }
}
