import type { Explanation } from './explanation.ts';

/** What Node's error of a `listen` says (Node documentation, "Common system errors"). */
interface ListenFacts {
  readonly code: string;
  readonly address: string;
  readonly port: number | undefined;
}

function factsOf(error: Error): ListenFacts | undefined {
  if (!('syscall' in error) || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  if (error.syscall === 'getaddrinfo' && 'hostname' in error)
    return { code: 'EADDRNOTAVAIL', address: String(error.hostname), port: undefined };
  if (error.syscall !== 'listen') return undefined;
  const address = 'address' in error ? String(error.address) : 'this machine';
  const port = 'port' in error && typeof error.port === 'number' ? error.port : undefined;
  return { code: error.code, address, port };
}

function sentence({ code, address, port }: ListenFacts): string | undefined {
  const where = port === undefined ? address : `port ${port} on ${address}`;
  if (code === 'EADDRINUSE')
    return `Hearth can't listen: ${where} is taken by another program. Stop it, or choose another port: HEARTH_PORT=7412, or HEARTH_PORT=0 for any free one.`;
  if (code === 'EACCES')
    return `Hearth may not listen on ${where}: ports below 1024 need rights of their own. Choose a higher one with HEARTH_PORT.`;
  if (code === 'EADDRNOTAVAIL')
    return `Hearth can't listen: ${address} is no address of this machine. Set HEARTH_HOST to 127.0.0.1, or to 0.0.0.0 for every interface.`;
  return undefined;
}

/** Undefined when it is no error of a listening socket that is known. */
export function explainListenError(error: Error): Explanation | undefined {
  const facts = factsOf(error);
  const message = facts === undefined ? undefined : sentence(facts);
  return message === undefined ? undefined : { code: 'can_not_listen', message, exitCode: 1 };
}
