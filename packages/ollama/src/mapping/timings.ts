import type { CallTimings, CompletionUsage } from '@hearth/wire';
import type { OllamaTimings } from '../native/lines.ts';

interface Clocks {
  readonly startedAt: number;
  readonly queueMs: number;
  readonly firstTokenAt: number | undefined;
}

const nanosecondsInMs = 1e6;
const nanosecondsInSecond = 1e9;

/** Ollama leaves out a count that is zero. */
function toUsage(line: OllamaTimings): CompletionUsage {
  const prompt_tokens = line.prompt_eval_count ?? 0;
  const completion_tokens = line.eval_count ?? 0;
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function tokensPerSecond({ eval_count, eval_duration }: OllamaTimings): number | null {
  if (!eval_count || !eval_duration) return null;
  return Math.round((eval_count / (eval_duration / nanosecondsInSecond)) * 10) / 10;
}

/** What the last line of an answer says of it, in wire words. */
export function toTimings(
  line: OllamaTimings,
  { startedAt, queueMs, firstTokenAt }: Clocks,
): { usage: CompletionUsage; hearth: CallTimings } {
  return {
    usage: toUsage(line),
    hearth: {
      queue_ms: Math.round(queueMs),
      load_ms: Math.round((line.load_duration ?? 0) / nanosecondsInMs),
      first_token_ms: firstTokenAt === undefined ? null : Math.round(firstTokenAt - startedAt),
      total_ms: Math.round(performance.now() - startedAt),
      tokens_per_second: tokensPerSecond(line),
    },
  };
}
