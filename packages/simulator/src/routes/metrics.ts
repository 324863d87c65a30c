import { nanosecondsOf } from '../http/go-time.ts';

/** Moments of one call, in milliseconds since the epoch. */
export interface Moments {
  readonly received: number;
  readonly loaded: number;
  readonly started: number;
  readonly prefilled: number;
  readonly finished: number;
}

export interface TokenCounts {
  readonly prompt: number;
  readonly eval: number;
}

/** The metrics of a last line in Ollama's order; a zero is left out (api/types.go omitempty). */
export function describeMetrics(moments: Moments, counts: TokenCounts): Record<string, number> {
  const metrics = {
    total_duration: nanosecondsOf(moments.finished - moments.received),
    load_duration: nanosecondsOf(moments.loaded - moments.received),
    prompt_eval_count: counts.prompt,
    prompt_eval_duration: nanosecondsOf(moments.prefilled - moments.started),
    eval_count: counts.eval,
    eval_duration: nanosecondsOf(moments.finished - moments.prefilled),
  };
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== 0));
}
