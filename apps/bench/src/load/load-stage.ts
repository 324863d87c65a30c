import { startGatewayProcess } from '../processes/start-gateway.ts';
import { type RunningProcess, startProcess } from '../processes/start-process.ts';
import { models } from './models.ts';

/** Everything that takes part, alive at once, each in a process of its own. */
export interface LoadStage extends AsyncDisposable {
  readonly bare: RunningProcess;
  readonly simulator: RunningProcess;
  readonly pass: RunningProcess;
  readonly gateway: RunningProcess;
  readonly generator: RunningProcess;
}

export interface LoadStageOptions {
  readonly pacedLines: number;
  /** Where the gateway's CPU profile is written at its end. */
  readonly profileFolder: string | undefined;
}

/** Slots for everyone: the limiter counts and grants, and refuses nobody. */
const slots = 1_024;
const entries = {
  bare: new URL('../subjects/bare-ollama.ts', import.meta.url),
  simulator: new URL('../subjects/simulator.ts', import.meta.url),
  pass: new URL('../subjects/pass.ts', import.meta.url),
  generator: new URL('../subjects/generator.ts', import.meta.url),
} as const;

function startGatewayOf(upstreamUrl: string, profileFolder: string | undefined) {
  const profile =
    profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  return startGatewayProcess({
    upstreamUrl,
    nodeFlags: profile,
    environment: {
      HEARTH_QUEUE_LIMIT: String(slots),
      HEARTH_SLOTS: Object.values(models)
        .map((model) => `${model}=${slots}`)
        .join(','),
    },
  });
}

export async function setLoadStage(options: LoadStageOptions): Promise<LoadStage> {
  const { pacedLines, profileFolder } = options;
  await using opening = new AsyncDisposableStack();
  const start = async (name: keyof typeof entries, settings: unknown) =>
    opening.use(await startProcess({ entry: entries[name], settings }));
  const bare = await start('bare', { lines: pacedLines });
  const simulator = await start('simulator', {
    ttftMs: 0,
    numParallel: slots,
    keepBodies: 0,
    models: [models.short],
  });
  const pass = await start('pass', { upstreamUrl: bare.url });
  const generator = await start('generator', {});
  const gateway = opening.use(await startGatewayOf(bare.url, profileFolder));
  const open = opening.move();
  return {
    bare,
    simulator,
    pass,
    gateway,
    generator,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
