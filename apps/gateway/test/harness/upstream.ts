import { createSimulator, type Simulator, type SimulatorOptions } from '@hearth/simulator';
import { type TestAPI, test } from 'vitest';
import { realModels, realOllamaUrl, type UpstreamModels } from './real-ollama.ts';
import { embedder, simulatedModels, talker } from './simulated-models.ts';

/** Where the answers of a test come from. */
export interface TestUpstream extends UpstreamModels, AsyncDisposable {
  readonly url: string;
  /** Throws against a real Ollama. */
  readonly simulator: Simulator;
}

export const isReal = realOllamaUrl !== undefined;

async function realUpstream(url: string): Promise<TestUpstream> {
  return {
    url,
    ...(await realModels()),
    get simulator(): Simulator {
      throw new Error('This test needs the simulator: mark it with needsSimulator');
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The simulator on a free port of 127.0.0.1. Quick by default, so that a test waits only where it wants to. */
export async function simulatedUpstream(
  options: SimulatorOptions & { readonly port?: number } = {},
): Promise<TestUpstream> {
  const { port = 0, ...settings } = options;
  const simulator = createSimulator({
    models: simulatedModels,
    ttftMs: 2,
    tokensPerSecond: 1_000,
    ...settings,
  });
  const { url } = await simulator.listen({ port });
  return {
    url,
    chatModel: talker,
    embedModel: embedder,
    simulator,
    [Symbol.asyncDispose]: simulator.close,
  };
}

export async function upstream(options: SimulatorOptions = {}): Promise<TestUpstream> {
  return realOllamaUrl === undefined ? simulatedUpstream(options) : realUpstream(realOllamaUrl);
}

type SimulatorTest = (name: string, body: () => void | Promise<void>) => void;

/** A test of what only the simulator can show. Against a real Ollama it is skipped, and its name says why. */
export function needsSimulator(why: string): SimulatorTest {
  const run: TestAPI | TestAPI['skip'] = isReal ? test.skip : test;
  return (name, body) => {
    run(isReal ? `${name} [needs the simulator: ${why}]` : name, body);
  };
}
