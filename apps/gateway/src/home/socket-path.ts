import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `sockaddr_un.sun_path` has 104 bytes on macOS and 108 on Linux, the closing NUL included. */
const longestPath = 100;

/** Where the command line finds the running gateway: a socket in the home folder that only its owner can open. */
export function socketPath(home: string, platform: NodeJS.Platform = process.platform): string {
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\hearth-${digest}`;
  const path = join(home, 'gateway.sock');
  return Buffer.byteLength(path) <= longestPath ? path : join(tmpdir(), `hearth-${digest}.sock`);
}
