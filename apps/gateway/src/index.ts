export { readEnvironment } from './env.ts';
export { createLog } from './log.ts';
export { type Gateway, startGateway } from './start/gateway.ts';
