import type { Environment } from '../../env.ts';

const everywhere = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** Where a gateway with these settings is reached. Undefined for port 0: only its first log line knows the port. */
export function gatewayUrl({ host, port }: Environment): string | undefined {
  if (port === 0) return undefined;
  const reachable = everywhere.get(host) ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
