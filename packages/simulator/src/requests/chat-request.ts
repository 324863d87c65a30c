import { isRecord, type JsonRecord, listOf, recordOf, textOf } from '../values.ts';
import { checkBase64 } from './base64.ts';
import { decodeBody } from './body.ts';
import {
  type GenerationFields,
  generationFields,
  readGenerationFields,
} from './generation-fields.ts';
import { describeNonObject, findTypeMismatch, type GoFields } from './go-types.ts';
import type { Message, Tool } from './message.ts';
import { RequestError } from './request-error.ts';

export interface ChatRequest extends GenerationFields {
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
}

const fields: GoFields = { ...generationFields, messages: '[]api.Message', tools: '[]api.Tool' };

const messageFields: GoFields = {
  role: 'string',
  content: 'string',
  thinking: 'string',
  images: '[]api.ImageData',
  tool_calls: '[]api.ToolCall',
  tool_name: 'string',
};

export function decodeChatRequest(text: string): ChatRequest {
  const body = decodeBody(text, 'ChatRequest', fields);
  const messages = listOf(body['messages']).map(readMessage);
  return { ...readGenerationFields(body), messages, tools: listOf(body['tools']).map(readTool) };
}

function readMessage(value: unknown): Message {
  if (!isRecord(value)) {
    const text = describeNonObject('Message', value).replace(
      'value',
      'struct field ChatRequest.messages',
    );
    throw new RequestError(400, text);
  }
  const mismatch = findTypeMismatch('ChatRequest.messages', messageFields, value);
  if (mismatch !== undefined) throw new RequestError(400, mismatch);
  const images = listOf(value['images']).map(textOf);
  for (const image of images) checkBase64(image);
  return {
    role: textOf(value['role']).toLowerCase(),
    content: textOf(value['content']),
    thinking: textOf(value['thinking']),
    images,
    toolCalls: listOf(value['tool_calls']).map(readToolCall),
    toolName: textOf(value['tool_name']),
  };
}

function readToolCall(value: unknown) {
  const call = recordOf(recordOf(value)['function']);
  const given = call['arguments'];
  if (given !== undefined && given !== null && !isRecord(given)) {
    const kind = Array.isArray(given) ? 'array' : typeof given;
    const field = 'ChatRequest.messages.tool_calls.function.arguments';
    throw new RequestError(
      400,
      `json: cannot unmarshal ${kind} into Go struct field ${field} of type api.ToolCallFunctionArguments`,
    );
  }
  return { name: textOf(call['name']), arguments: recordOf(given) };
}

function readTool(value: unknown): Tool {
  const offered: JsonRecord = recordOf(recordOf(value)['function']);
  return {
    name: textOf(offered['name']),
    description: textOf(offered['description']),
    parameters: recordOf(offered['parameters']),
  };
}
