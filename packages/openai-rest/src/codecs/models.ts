import { Model, ModelList } from '@hearth/wire';
import type { Codec } from '../codec.ts';
import { jsonAnswer } from '../rest.ts';

export const modelsCodec: Codec<'chat.models'> = {
  describe: { summary: 'List the models this key may use', response: ModelList },
  decode: () => undefined,
  encode: (list) => jsonAnswer(list),
};

export const modelCodec: Codec<'chat.model'> = {
  describe: { summary: 'Describe one model', response: Model },
  decode: ({ parameters }) => ({ model: parameters['id'] ?? '' }),
  encode: (model) => jsonAnswer(model),
};
