import { createOllama } from '@hearth/ollama';
import { createSimulator, type Simulator } from '@hearth/simulator';
import type { Environment } from '../env.ts';

/** Where answers come from. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  /** Whether it is the built-in simulator and not Ollama. */
  readonly demo: boolean;
  /** What a person should know about it. */
  readonly warnings: readonly string[];
}

const probeMs = 2_000;

async function isAnswering(url: string): Promise<boolean> {
  await using ollama = createOllama({ url, connectTimeoutMs: probeMs });
  try {
    await ollama.version({ signal: AbortSignal.timeout(probeMs) });
    return true;
  } catch {
    return false;
  }
}

/** The demo is for a first look on one's own machine: never where a server or a shared database says that this is real. */
function whyNoDemo({ production, databaseUrl }: Environment): string | undefined {
  if (production) return 'NODE_ENV is production';
  return databaseUrl === undefined ? undefined : 'DATABASE_URL is set';
}

const demoAnswers = 'the built-in demo answers, with the models demo-chat and demo-embed.';

function noOllama(url: string): string {
  return `No Ollama answers at ${url}. Start it with \`ollama serve\`, or set OLLAMA_HOST to where it runs.`;
}

async function startDemo(warning: string): Promise<Upstream> {
  const simulator: Simulator = createSimulator({ ttftMs: 120, tokensPerSecond: 40 });
  const { url } = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const dispose = () => simulator[Symbol.asyncDispose]();
  return { url, demo: true, warnings: [warning], [Symbol.asyncDispose]: dispose };
}

function useOllama(url: string, warnings: readonly string[]): Upstream {
  return { url, demo: false, warnings, [Symbol.asyncDispose]: async () => {} };
}

/** Ollama where it answers; the demo where it doesn't and a demo is allowed; else Ollama, to be waited for. */
export async function chooseUpstream(environment: Environment): Promise<Upstream> {
  const { ollamaUrl, demo } = environment;
  const refusal = whyNoDemo(environment);
  if (demo === 'always' && refusal === undefined) {
    return startDemo(`HEARTH_DEMO=always is set: ${demoAnswers}`);
  }
  const refused = demo === 'always' ? [`HEARTH_DEMO=always has no effect: ${refusal}.`] : [];
  if (await isAnswering(ollamaUrl)) return useOllama(ollamaUrl, refused);
  if (demo === 'auto' && refusal === undefined) {
    return startDemo(`${noOllama(ollamaUrl)} Then start Hearth again; until then ${demoAnswers}`);
  }
  const waiting = `${noOllama(ollamaUrl)} Hearth goes on by itself once it answers.`;
  return useOllama(ollamaUrl, [...refused, waiting]);
}
