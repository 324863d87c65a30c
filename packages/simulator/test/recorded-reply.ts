import type { Reply } from '../src/index.ts';
import { isRecord, type JsonRecord, listOf, recordOf, textOf } from '../src/values.ts';
import { isStream, type Recording, receivedText } from './recording.ts';
import { parseLines } from './shape.ts';

/** What the recorded model said, token by token where it streamed, for a script to say again. */
export function recordedReply(recording: Recording): Reply {
  const text = receivedText(recording);
  const lines = isStream(recording.response.headers) ? parseLines(text) : [JSON.parse(text)];
  const said = lines.map((line) => sayingOf(recordOf(line)));
  const content = said.map((one) => textOf(one['content']));
  const thinking = said.map((one) => textOf(one['thinking'])).filter((token) => token !== '');
  const toolCalls = said.flatMap((one) => listOf(one['tool_calls']).map(readToolCall));
  const spoken = content.filter((token) => token !== '');
  const last = recordOf(lines.at(-1));
  const cut = last['done_reason'] === 'length';
  const unseen = Math.max(0, Number(last['eval_count']) - spoken.length);
  const tokens = cut ? [...unseenTokens(unseen), ...spoken, ' and'] : spoken;
  if (recording.case === 'chat-tools-cut-by-length') return { toolCalls: [unseenCall] };
  if (recording.case === 'chat-stop') return { tokens: [...tokens.slice(0, -1), ' Paris', '.'] };
  return {
    tokens,
    ...(thinking.length > 0 && { thinking }),
    ...(toolCalls.length > 0 && { toolCalls }),
  };
}

/** Tokens that were counted and not shown by themselves: joined in one answer, or parts of one character. */
function unseenTokens(length: number): string[] {
  return Array.from({ length }, () => '');
}

/** The call that was cut before anything of it was shown. */
const unseenCall = { name: 'get_weather', arguments: { city: 'Paris' } };

function sayingOf(line: JsonRecord): JsonRecord {
  return isRecord(line['message']) ? line['message'] : { ...line, content: line['response'] };
}

function readToolCall(value: unknown) {
  const called = recordOf(recordOf(value)['function']);
  return { name: textOf(called['name']), arguments: recordOf(called['arguments']) };
}
