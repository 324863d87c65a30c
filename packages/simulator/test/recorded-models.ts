import { readFileSync } from 'node:fs';
import type { ModelInput } from '../src/index.ts';

/** The models of the recordings, from their own /api/show and /api/tags. */
export function readRecordedModels(): ModelInput[] {
  return JSON.parse(
    readFileSync(new URL('fixtures/models/recorded-models.json', import.meta.url), 'utf8'),
  );
}
