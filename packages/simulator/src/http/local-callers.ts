import { isIP } from 'node:net';
import type { Call } from './exchange.ts';

/** Whether Ollama serves this caller at all; it answers 403 with an empty body to others (server/routes.go). */
export function isLocalCaller(call: Call): boolean {
  const host = text(call.headers['host']);
  return (!call.localOnly || isLocalHost(host)) && isLocalOrigin(text(call.headers['origin']));
}

const localSuffixes = ['.localhost', '.local', '.internal'];

/** Whether this address is reached from this machine only. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || /^(127\.|::1$)/.test(address);
}

function isLocalHost(header: string): boolean {
  const host = header
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  if (host === '' || host === 'localhost') return true;
  if (isIP(host) !== 0) return isLocalAddress(host);
  return localSuffixes.some((suffix) => host.endsWith(suffix));
}

/** Loopback, private (RFC 1918, RFC 4193) and unspecified addresses. */
function isLocalAddress(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0$|::1?$|f[cd])/.test(address);
}

/** Origins that envconfig.AllowedOrigins allows by default. */
function isLocalOrigin(origin: string): boolean {
  if (origin === '') return true;
  if (/^(app|file|tauri|vscode-webview|vscode-file):\/\//.test(origin)) return true;
  return /^https?:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0)(:\d+)?$/.test(origin);
}

function text(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.[0] ?? '');
}
