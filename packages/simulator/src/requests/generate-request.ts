import { listOf, textOf } from '../values.ts';
import { checkBase64 } from './base64.ts';
import { decodeBody } from './body.ts';
import {
  type GenerationFields,
  generationFields,
  readGenerationFields,
} from './generation-fields.ts';
import type { GoFields } from './go-types.ts';

export interface GenerateRequest extends GenerationFields {
  readonly prompt: string;
  readonly suffix: string;
  readonly system: string;
  readonly template: string;
  readonly raw: boolean;
  /** Token ids of an earlier answer. */
  readonly context: readonly unknown[];
}

const fields: GoFields = {
  ...generationFields,
  prompt: 'string',
  suffix: 'string',
  system: 'string',
  template: 'string',
  raw: 'bool',
  context: '[]int',
  images: '[]api.ImageData',
};

export function decodeGenerateRequest(text: string): GenerateRequest {
  const body = decodeBody(text, 'GenerateRequest', fields);
  for (const image of listOf(body['images'])) checkBase64(textOf(image));
  return {
    ...readGenerationFields(body),
    prompt: textOf(body['prompt']),
    suffix: textOf(body['suffix']),
    system: textOf(body['system']),
    template: textOf(body['template']),
    raw: body['raw'] === true,
    context: listOf(body['context']),
  };
}
