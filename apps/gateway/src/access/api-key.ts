import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^hk_([A-Za-z0-9_-]{43})_([0-9A-Za-z]{6})$/;

function base62(value: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62))
    digits = `${alphabet[rest % 62]}${digits}`;
  return digits.padStart(6, '0');
}

function checksum(secret: string): string {
  return base62(crc32(secret));
}

/** A new key: `hk_`, 32 random bytes in base64url, `_`, and their CRC32 in base62, so that a typing error never costs a look-up. */
export function generateApiKey(): string {
  const secret = randomBytes(32).toString('base64url');
  return `hk_${secret}_${checksum(secret)}`;
}

/** Whether a text has the form and the checksum of a key. */
export function isWellFormedKey(text: string): boolean {
  const [, secret, check] = shape.exec(text) ?? [];
  return secret !== undefined && checksum(secret) === check;
}

/** What may be shown of a key: enough to recognise it, far too little to guess it. */
export function keyHint(key: string): string {
  return `${key.slice(0, 8)}…${key.slice(-4)}`;
}
