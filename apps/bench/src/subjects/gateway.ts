import { createLog, readEnvironment, startGateway } from '@hearth/gateway';
import { serve } from '../processes/serve.ts';

const environment = readEnvironment();
const log = createLog(environment);
const gateway = await startGateway({ environment, log, onLateKey: () => {} });

serve({ url: gateway.url, key: gateway.firstKey, stop: gateway.stop });
