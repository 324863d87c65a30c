import type { SystemSnapshot } from '@hearth/wire';
import { connectToSocket } from '../connection/socket-connection.ts';

export type RunningGateway = SystemSnapshot;

/** What the gateway on this home folder knows of itself; undefined when none runs. Throws `CommandError` for one that hangs. */
export async function findRunningGateway(home: string): Promise<RunningGateway | undefined> {
  await using connection = await connectToSocket(home);
  return await connection?.system.snapshot();
}
