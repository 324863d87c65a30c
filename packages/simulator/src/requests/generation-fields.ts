import { type JsonRecord, numberOf, recordOf, textOf } from '../values.ts';
import { parseKeepAlive } from './go-duration.ts';
import type { GoFields } from './go-types.ts';
import { RequestError } from './request-error.ts';
import { checkThink } from './think.ts';

/** What /api/chat and /api/generate share. */
export interface GenerationFields {
  readonly model: string;
  readonly stream: boolean;
  readonly options: JsonRecord;
  readonly keepAliveMs: number | undefined;
  readonly format: unknown;
  readonly think: unknown;
  readonly truncate: boolean;
  readonly shift: boolean;
  /** Undefined without logprobs, else how many alternatives a token lists. */
  readonly topLogprobs: number | undefined;
}

export const generationFields: GoFields = {
  model: 'string',
  stream: 'bool',
  options: 'map[string]interface {}',
  format: 'json.RawMessage',
  truncate: 'bool',
  shift: 'bool',
  logprobs: 'bool',
  top_logprobs: 'int',
};

export function readGenerationFields(body: JsonRecord): GenerationFields {
  checkThink(body['think']);
  const keepAliveMs = parseKeepAlive(body['keep_alive']);
  const top = numberOf(body['top_logprobs']) ?? 0;
  if (top < 0 || top > 20) throw new RequestError(400, 'top_logprobs must be between 0 and 20');
  return {
    model: textOf(body['model']),
    stream: body['stream'] !== false,
    options: recordOf(body['options']),
    keepAliveMs,
    format: body['format'],
    think: body['think'],
    truncate: body['truncate'] !== false,
    shift: body['shift'] !== false,
    topLogprobs: body['logprobs'] === true ? top : undefined,
  };
}
