import { limiterConformance } from './conformance.ts';
import { createLimiter } from './create-limiter.ts';

limiterConformance('in process', async (options) => ({
  limiter: createLimiter(options),
  dispose: async () => {},
}));
