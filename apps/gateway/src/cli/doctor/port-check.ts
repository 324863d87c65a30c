import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Environment } from '../../env.ts';
import { gatewayUrl } from '../connection/gateway-url.ts';
import { isGateway } from '../connection/is-gateway.ts';
import { openLine } from '../connection/line.ts';
import { explainListenError } from '../output/explain-listen-error.ts';
import { type Finding, ok, problem } from './finding.ts';

/** The error of listening there for a moment; undefined when it can be done. */
async function tryListen({ host, port }: Environment): Promise<Error | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    server.close();
  }
}

async function hasGateway(url: string): Promise<boolean> {
  await using line = openLine({ baseUrl: url });
  return await isGateway(line).catch(() => false);
}

export async function checkPort(environment: Environment): Promise<Finding> {
  const url = gatewayUrl(environment);
  if (url === undefined) return ok('port', 'any free one (HEARTH_PORT=0)');
  const error = await tryListen(environment);
  if (error === undefined) return ok('port', `${url} is free`);
  if (await hasGateway(url)) return ok('port', `a Hearth gateway listens at ${url}`);
  const detail = explainListenError(error)?.message ?? error.message;
  return problem('port', detail, 'Choose another with HEARTH_HOST and HEARTH_PORT.');
}
