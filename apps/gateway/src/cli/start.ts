import type { Environment } from '../env.ts';
import { createLog, writesJson } from '../log.ts';
import { banner } from '../start/banner.ts';
import { type Gateway, startGateway } from '../start/gateway.ts';
import { stopSignals } from '../start/stop-signals.ts';
import { version } from '../system/version.ts';

/** Where logs are read by machines, the key is for the person at the terminal: on stderr, as text. */
function showKey(key: string): void {
  process.stderr.write(`Hearth made an admin key. It is shown this once:\n${key}\n`);
}

async function announce(gateway: Gateway, json: boolean, color: boolean): Promise<void> {
  const { composition, firstKey: key, url } = gateway;
  const { warnings } = composition;
  const { demo } = composition.upstream;
  if (json) {
    composition.log.info({ url, version, demo, warnings }, `Hearth is ready at ${url}`);
    if (key !== undefined) showKey(key);
    return;
  }
  const chatModel = await composition.firstChatModel();
  const facts = { url, version, home: composition.home, key, chatModel, demo, warnings, color };
  process.stdout.write(banner(facts));
}

/** `hearth start`: runs the gateway until it is told to stop. */
export async function start(environment: Environment): Promise<void> {
  const stop = stopSignals();
  const log = createLog(environment);
  const gateway = await startGateway({ environment, log, onLateKey: showKey });
  await announce(gateway, writesJson(environment), environment.color);
  const signal = await stop.first;
  log.info({ signal, drainMs: environment.drainMs }, 'stopping: running calls may finish');
  void stop.again.then(() => gateway.endCalls());
  await gateway.stop();
  await stop.quiet;
  log.info('stopped');
}
