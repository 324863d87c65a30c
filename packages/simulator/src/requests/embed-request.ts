import { isText, type JsonRecord, numberOf, recordOf, textOf } from '../values.ts';
import { decodeBody } from './body.ts';
import { parseKeepAlive } from './go-duration.ts';
import type { GoFields } from './go-types.ts';
import { RequestError } from './request-error.ts';

export interface EmbedRequest {
  readonly model: string;
  readonly inputs: readonly string[];
  readonly options: JsonRecord;
  readonly keepAliveMs: number | undefined;
  readonly truncate: boolean;
  /** 0: the model's own length. */
  readonly dimensions: number;
}

const fields: GoFields = {
  model: 'string',
  input: 'json.RawMessage',
  truncate: 'bool',
  dimensions: 'int',
  options: 'map[string]interface {}',
};

export function decodeEmbedRequest(text: string): EmbedRequest {
  const body = decodeBody(text, 'EmbedRequest', fields);
  return {
    model: textOf(body['model']),
    keepAliveMs: parseKeepAlive(body['keep_alive']),
    inputs: readInputs(body['input']),
    options: recordOf(body['options']),
    truncate: body['truncate'] !== false,
    dimensions: numberOf(body['dimensions']) ?? 0,
  };
}

/** An empty string alone is no input; inside a list it is one (server/routes.go EmbedHandler). */
function readInputs(input: unknown): readonly string[] {
  if (input === undefined || input === null || input === '') return [];
  if (typeof input === 'string') return [input];
  if (Array.isArray(input) && input.every(isText)) return input;
  throw new RequestError(400, 'invalid input type');
}
