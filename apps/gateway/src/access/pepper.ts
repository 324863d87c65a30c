import { createHmac } from 'node:crypto';

/** The secret under which keys are stored: 32 bytes, made at the first start, never in the database. */
export interface Pepper {
  readonly id: string;
  /** HMAC-SHA-256 of a key, in hex. A key has 256 bits of its own, so a slow hash would only make a lever for denial of service. */
  digest(key: string): string;
}

export function createPepper(id: string, secret: Buffer): Pepper {
  if (secret.length < 32)
    throw new Error(`Expected a pepper of at least 32 bytes, got ${secret.length}`);
  return { id, digest: (key) => createHmac('sha256', secret).update(key).digest('hex') };
}
