import type { CallTimings, ChatChunk, CompletionUsage } from '@hearth/wire';
import type { CountedTokens } from './ledger.ts';

/** Reads a stream's figures as it passes. */
export interface ChatWatch {
  see(batch: readonly ChatChunk[]): void;
  readonly sawToken: boolean;
  readonly timings: CallTimings | undefined;
  tokens(estimatedPrompt: number): CountedTokens;
}

function carriesToken(chunk: ChatChunk): boolean {
  const delta = chunk.choices[0]?.delta;
  return (
    delta !== undefined && Boolean(delta.content || delta.reasoning || delta.tool_calls?.length)
  );
}

export function createChatWatch(): ChatWatch {
  let usage: CompletionUsage | undefined;
  let timings: CallTimings | undefined;
  let pieces = 0;
  return {
    see(batch) {
      for (const chunk of batch) {
        if (carriesToken(chunk)) pieces++;
        usage = chunk.usage ?? usage;
        timings = chunk.hearth ?? timings;
      }
    },
    get sawToken() {
      return pieces > 0;
    },
    get timings() {
      return timings;
    },
    /** Ollama counts in its last line; of a call cut before it, each piece is taken as one token. */
    tokens(estimatedPrompt) {
      if (usage === undefined) {
        return { promptTokens: estimatedPrompt, completionTokens: pieces, source: 'estimated' };
      }
      return {
        promptTokens: usage.prompt_tokens,
        completionTokens: usage.completion_tokens,
        source: 'upstream',
      };
    },
  };
}
