import { isIPv6 } from 'node:net';

const defaultPorts = { '': '11434', http: '80', https: '443' } as const;
/** An empty host is this machine, as in Go's `net.Dial`; so is the address that a server listens on everywhere with. */
const loopbacks = new Map([
  ['', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['[::]', '[::1]'],
]);

interface Address {
  readonly host: string;
  readonly port: string | undefined;
}

/** `host`, `host:port`, `:port`, `::1`, `[::1]` or `[::1]:port`. */
function splitAddress(address: string): Address | undefined {
  if (isIPv6(address)) return { host: `[${address}]`, port: undefined };
  const [, host, port] = /^([^:[\]@?#\s]*|\[[0-9a-fA-F:.]+\])(?::(\d*))?$/.exec(address) ?? [];
  // A bare number would be read as an IPv4 address of one part; who writes `11434` means a port.
  if (host === undefined || /^\d+$/.test(host)) return undefined;
  return { host, port: port === '' ? undefined : port };
}

function schemeOf(written: string | undefined): keyof typeof defaultPorts | undefined {
  const scheme = written?.toLowerCase() ?? '';
  return scheme === '' || scheme === 'http' || scheme === 'https' ? scheme : undefined;
}

/**
 * The URL that `OLLAMA_HOST` means to Ollama itself (envconfig/config.go `Host`): port 11434 without a scheme, with one the
 * scheme's own; spaces and quotes around it are dropped, a path is kept. Undefined where Ollama would guess (a wrong port, which
 * it replaces, or an unknown scheme): a guess here would send prompts to the wrong place.
 */
export function parseOllamaHost(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim();
  // Ollama's one special case: its own cloud is never spoken to in the clear.
  const cleaned = bare === 'ollama.com' ? 'https://ollama.com' : bare;
  const [, written, rest = ''] = /^(?:([^:/]*):\/\/)?(.*)$/s.exec(cleaned) ?? [];
  const scheme = schemeOf(written);
  const [authority = '', ...path] = rest.split('/');
  const address = splitAddress(authority);
  if (scheme === undefined || address === undefined) return undefined;
  const host = loopbacks.get(address.host) ?? address.host;
  const port = address.port ?? defaultPorts[scheme];
  const url = URL.parse(`${scheme || 'http'}://${host}:${port}/${path.join('/')}`);
  return url === null ? undefined : `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
