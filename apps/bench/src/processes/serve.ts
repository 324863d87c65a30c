import { once } from 'node:events';
import type { Server } from 'node:net';
import { isAsk, type ProcessFigures } from './messages.ts';

export interface Served {
  readonly url: string;
  readonly key?: string | undefined;
  /** Answers a question of the parent. Default: the figures of this process. */
  answer?(question: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

function countByName(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What this process uses now. */
export function ownFigures(): ProcessFigures {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const resources = countByName(process.getActiveResourcesInfo());
  return { rssBytes: rss, heapBytes: heapUsed, cpuMicros: user + system, resources };
}

/** The settings that the parent passed to this process, as JSON in the first argument. */
export function ownSettings(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Listens on a free port of loopback, and says where. */
export async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** Runs the served thing until the parent has gone: a process of a campaign never outlives it. */
export function serve({ url, key, answer = async () => ownFigures(), stop }: Served): void {
  process.on('message', async (message) => {
    if (!isAsk(message)) return;
    const value = await answer(message.question);
    if (process.connected) process.send?.({ kind: 'answer', id: message.id, value });
  });
  process.once('disconnect', async () => {
    await stop();
    process.exit(0);
  });
  process.send?.({ kind: 'ready', url, key });
}
