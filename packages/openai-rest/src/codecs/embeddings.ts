import {
  type EmbeddingList,
  EmbeddingRequest,
  EncodedEmbeddingList,
  parseWire,
} from '@hearth/wire';
import type { Codec } from '../codec.ts';
import { jsonAnswer } from '../rest.ts';

/** Base64 of little-endian float32, whatever the byte order of this machine. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}

function encoded(list: EmbeddingList): EncodedEmbeddingList {
  return {
    ...list,
    data: list.data.map((row) => ({ ...row, embedding: toBase64(row.embedding) })),
  };
}

export const embeddingsCodec: Codec<'embed.create'> = {
  describe: {
    summary: 'Create embeddings',
    request: EmbeddingRequest,
    response: EncodedEmbeddingList,
  },
  decode: ({ body }) => parseWire(EmbeddingRequest, body),
  encode(list, { encoding_format }) {
    return jsonAnswer(encoding_format === 'base64' ? encoded(list) : list);
  },
};
