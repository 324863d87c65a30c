import type { ChatChunk, ChatDelta, FinishReason, TokenLogprob } from '@hearth/wire';
import type { OllamaChatLine, OllamaLogprob } from '../native/lines.ts';
import { toTimings } from './timings.ts';
import { createToolCallCounter, type ToolCallCounter } from './tool-calls.ts';

/** What every chunk of one answer has in common. `created` is in Unix seconds. */
export interface ChunkHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

export interface ChunkOptions {
  /** `false` gives on the first tool call only. */
  readonly parallelToolCalls: boolean;
  /** When the call began, by `performance.now()`: `first_token_ms` and `total_ms` count from here. */
  readonly startedAt: number;
  /** How long the call waited for its slot, in milliseconds. */
  readonly queueMs: number;
}

type Choice = ChatChunk['choices'][number];

function toLogprob(entry: OllamaLogprob): TokenLogprob {
  const { token, logprob } = entry;
  const bytes = entry.bytes === undefined || entry.bytes === null ? null : [...entry.bytes];
  const top = (entry.top_logprobs ?? []).map(toLogprob);
  return {
    token,
    logprob,
    bytes,
    top_logprobs: top.map(({ top_logprobs: _, ...candidate }) => candidate),
  };
}

function toLogprobs(line: OllamaChatLine): Choice['logprobs'] {
  if (!Array.isArray(line.logprobs) || line.logprobs.length === 0) return null;
  return { content: line.logprobs.map(toLogprob), refusal: null };
}

/** Ollama says `stop` after tool calls too, and nothing at all when it stopped a model that repeats itself. */
function toFinishReason(line: OllamaChatLine, calls: number): FinishReason {
  if (line.done_reason === 'length') return 'length';
  return calls > 0 ? 'tool_calls' : 'stop';
}

/** Thinking comes before content: clients close the thought when the first content arrives. */
function* toDeltas(line: OllamaChatLine, calls: ToolCallCounter): Generator<ChatDelta> {
  const { thinking, content, tool_calls } = line.message ?? {};
  if (thinking) yield { reasoning: thinking, reasoning_content: thinking };
  if (content) yield { content };
  if (!tool_calls || tool_calls.length === 0) return;
  const taken = calls.take(tool_calls);
  if (taken.length > 0) yield { tool_calls: taken };
}

/** The chunks of each line of one answer, in order. */
export function createChunkMaker(
  head: ChunkHead,
  options: ChunkOptions,
): (line: OllamaChatLine) => ChatChunk[] {
  const calls = createToolCallCounter({ isParallel: options.parallelToolCalls });
  let hasBegun = false;
  let firstTokenAt: number | undefined;

  function toChunk(choices: Choice[]): ChatChunk {
    return {
      id: head.id,
      object: 'chat.completion.chunk',
      created: head.created,
      model: head.model,
      system_fingerprint: 'fp_ollama',
      choices,
    };
  }

  function choice(delta: ChatDelta, logprobs: Choice['logprobs'] = null): ChatChunk {
    return toChunk([{ index: 0, delta, logprobs, finish_reason: null }]);
  }

  function ending(line: OllamaChatLine): ChatChunk[] {
    const finish_reason = toFinishReason(line, calls.count());
    const finish = toChunk([{ index: 0, delta: {}, logprobs: null, finish_reason }]);
    return [finish, { ...toChunk([]), ...toTimings(line, { ...options, firstTokenAt }) }];
  }

  return (line) => {
    const deltas = [...toDeltas(line, calls)];
    const logprobs = toLogprobs(line);
    // Tokens of a line may have a probability and no text: half a character, or a piece of a tool call.
    if (deltas.length === 0 && logprobs !== null) deltas.push({ content: '' });
    if (deltas.length > 0) firstTokenAt ??= performance.now();
    const last = deltas.length - 1;
    const chunks = deltas.map((delta, at) => choice(delta, at === last ? logprobs : null));
    if (!hasBegun) chunks.unshift(choice({ role: 'assistant', content: '' }));
    hasBegun = true;
    if (line.done === true) chunks.push(...ending(line));
    return chunks;
  };
}
