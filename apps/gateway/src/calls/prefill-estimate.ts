export interface PrefillEstimate {
  /** Teaches it what a finished call took from the grant to its first token, loading excluded. */
  learn(model: string, promptTokens: number, prefillMs: number): void;
  /** Milliseconds that reading a prompt of this size may well last. Tokens are counted as in `learn`, estimated or not. */
  predictMs(model: string, promptTokens: number): number;
}

interface Sample {
  readonly tokens: number;
  readonly ms: number;
}

/** Before anything is known of a model: a slow box, since holding one slot a little too long costs little. */
const unknownFixedMs = 1_000;
const unknownPerTokenMs = 5;
const longestMs = 30_000;
const samplesKept = 16;
const maxModels = 1_000;
/** How many samples of about the size asked for say what it takes: their slowest, since a cached prompt is read in no time. */
const neighbours = 4;
/** The call that is cut may have begun a little later than those that taught us, and the machine be a little busier. */
const marginMs = 50;
const marginShare = 1.2;

/**
 * A longer prompt takes no less time than a shorter one, so the slowest of the next longer ones seen is a bound that was really
 * reached. A prompt longer than all of them is taken to be read at the pace of the longest.
 */
function bound(samples: readonly Sample[], tokens: number): number {
  const byTokens = samples.toSorted((one, other) => one.tokens - other.tokens);
  const longer = byTokens.filter((sample) => sample.tokens >= tokens).slice(0, neighbours);
  if (longer.length > 0) return Math.max(...longer.map(({ ms }) => ms));
  const longest = byTokens.at(-1);
  if (longest === undefined) return unknownFixedMs + unknownPerTokenMs * tokens;
  return (longest.ms * tokens) / longest.tokens;
}

/**
 * How long a model reads. After an abort in the middle of a prompt Ollama may close the connection and read on
 * (ollama/ollama#11889), so the slot stays taken for as long as the reading would still have lasted: rather a little too long
 * than too short, since a slot that is free too soon is a hidden queue.
 */
export function createPrefillEstimate(): PrefillEstimate {
  const samples = new Map<string, Sample[]>();
  return {
    learn(model, tokens, ms) {
      if (tokens <= 0 || ms < 0) return;
      if (samples.size >= maxModels) samples.clear();
      samples.set(model, [...(samples.get(model) ?? []), { tokens, ms }].slice(-samplesKept));
    },
    predictMs(model, tokens) {
      const most = bound(samples.get(model) ?? [], tokens);
      return Math.min(most * marginShare + marginMs, longestMs);
    },
  };
}
