import { readFileSync } from 'node:fs';

/** From the package's own manifest, so that it is written down once. */
export const version: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
