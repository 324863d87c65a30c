import { Agent } from 'undici';
import { createGatewayAdmin, type GatewayAdmin } from '../gateway/admin.ts';
import { startGatewayProcess } from '../processes/start-gateway.ts';
import { type RunningProcess, startProcess } from '../processes/start-process.ts';

/** Slots by model: one that everybody wants, and one with slots to spare. */
export const slots = { 'busy-chat:latest': 4, 'calm-chat:latest': 16 } as const;
export const models = { busy: 'busy-chat', calm: 'calm-chat' } as const;

/** Fewer than the callers of the busy model, so that some are refused for a full queue. */
const queueLimit = 24;
const pace = { ttftMs: 12, tokensPerSecond: 1_500 };

/** A gateway and a simulated Ollama behind it, each in a process of its own. */
export interface Stage extends AsyncDisposable {
  readonly gateway: RunningProcess;
  readonly upstream: RunningProcess;
  readonly admin: GatewayAdmin;
}

function startUpstream(seed: number): Promise<RunningProcess> {
  const known = Object.entries(slots).map(([name, numParallel]) => ({ name, numParallel }));
  return startProcess({
    entry: new URL('../subjects/simulator.ts', import.meta.url),
    settings: { ...pace, seed, models: known },
  });
}

export async function setStage(seed: number): Promise<Stage> {
  await using opening = new AsyncDisposableStack();
  const upstream = opening.use(await startUpstream(seed));
  const gateway = opening.use(
    await startGatewayProcess({
      upstreamUrl: upstream.url,
      nodeFlags: ['--expose-gc'],
      keepsOutput: true,
      environment: {
        HEARTH_LOG_LEVEL: 'warn',
        HEARTH_QUEUE_LIMIT: String(queueLimit),
        HEARTH_SLOTS: Object.entries(slots)
          .map(([name, count]) => `${name}=${count}`)
          .join(','),
      },
    }),
  );
  // A connection for each question: what an operator holds open must not count as the callers' leftovers.
  const dispatcher = opening.adopt(new Agent({ pipelining: 0 }), (agent) => agent.close());
  const open = opening.move();
  return {
    gateway,
    upstream,
    admin: createGatewayAdmin(dispatcher, gateway.url, gateway.key),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
