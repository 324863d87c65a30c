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
function mayDemo({ demo, production, databaseUrl }: Environment): boolean {
  return demo !== 'never' && !production && databaseUrl === undefined;
}

function howToStartOllama(url: string): string {
  return `No Ollama answers at ${url}. Start it with \`ollama serve\` (or set OLLAMA_HOST to where it runs), then start Hearth again.`;
}

async function startDemo(url: string, isAsked: boolean): Promise<Upstream> {
  const simulator: Simulator = createSimulator({ ttftMs: 120, tokensPerSecond: 40 });
  const { url: demoUrl } = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const why = isAsked ? 'HEARTH_DEMO=always is set.' : howToStartOllama(url);
  return {
    url: demoUrl,
    demo: true,
    warnings: [
      `${why} Until then the built-in demo answers, with the models demo-chat and demo-embed.`,
    ],
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

/** Ollama where it answers; the demo where it doesn't and a demo is allowed; else Ollama, to be waited for. */
export async function chooseUpstream(environment: Environment): Promise<Upstream> {
  const url = environment.ollamaUrl;
  const isAsked = environment.demo === 'always';
  if (mayDemo(environment) && (isAsked || !(await isAnswering(url))))
    return startDemo(url, isAsked);
  const isUp = isAsked ? true : await isAnswering(url);
  return {
    url,
    demo: false,
    warnings: isUp
      ? []
      : [
          `${howToStartOllama(url).replace(', then start Hearth again', '')} Hearth goes on by itself once it answers.`,
        ],
    [Symbol.asyncDispose]: async () => {},
  };
}
