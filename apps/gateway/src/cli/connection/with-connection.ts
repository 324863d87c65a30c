import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../env.ts';
import type { AdminConnection } from './admin-connection.ts';
import { gatewayUrl } from './gateway-url.ts';
import { connectOverHttp } from './http-connection.ts';
import { openOffline } from './offline-connection.ts';
import { connectToSocket } from './socket-connection.ts';

/** Another command has the database for a moment, a gateway that starts for good: its socket comes soon after. */
const lockPatienceMs = 10_000;
const betweenTriesMs = 200;

/**
 * An admin key leads to the gateway over HTTP, unless its port is 0 and so known to its log alone; then comes the socket in the
 * home folder, and at last the store itself.
 */
async function openConnection(environment: Environment): Promise<AdminConnection> {
  const url = gatewayUrl(environment);
  if (environment.adminKey !== undefined && url !== undefined)
    return connectOverHttp(url, environment.adminKey);
  return (await connectToSocket(environment.home)) ?? openOffline(environment);
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.name === 'StoreLockedError';
}

/**
 * Runs `use` on the nearest connection there is. A locked store has done nothing yet, so `use` is then begun again, by the
 * gateway's socket if that has come up, until patience ends with the `StoreLockedError`.
 */
export async function withConnection<Answer>(
  environment: Environment,
  use: (connection: AdminConnection) => Promise<Answer>,
): Promise<Answer> {
  const patientUntil = Date.now() + lockPatienceMs;
  for (;;) {
    await using connection = await openConnection(environment);
    try {
      return await use(connection);
    } catch (error) {
      if (!isLocked(error) || Date.now() > patientUntil) throw error;
    }
    await sleep(betweenTriesMs);
  }
}
