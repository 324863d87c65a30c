import { createSimulator, type SimulatorOptions } from '@hearth/simulator';
import { ownFigures, ownSettings, serve } from '../processes/serve.ts';

// Infinity doesn't survive JSON, and zero tokens a second would never end.
function toOptions(settings: unknown): SimulatorOptions {
  const options = settings as SimulatorOptions;
  const { tokensPerSecond } = options;
  return { ...options, tokensPerSecond: tokensPerSecond ?? Number.POSITIVE_INFINITY };
}

const simulator = createSimulator(toOptions(ownSettings()));
const { url } = await simulator.listen();

serve({
  url,
  answer: async () => ({ ...ownFigures(), simulator: simulator.stats() }),
  stop: simulator.close,
});
