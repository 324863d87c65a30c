export interface PrefillEstimate {
  /** Teaches it what a finished call took from the grant to its first token, loading excluded. */
  learn(model: string, promptTokens: number, prefillMs: number): void;
  /** Milliseconds that reading a prompt of this size is likely to take. */
  predictMs(model: string, promptTokens: number): number;
}

const weightOfNewest = 0.2;
/** Before anything is known of a model. */
const unknownPrefillMs = 250;
const longestMs = 30_000;
const maxModels = 1_000;

/**
 * How long a model reads. After an abort in the middle of a prompt Ollama may close the connection and read on
 * (ollama/ollama#11889), so the slot stays taken for as long as the reading would still have lasted.
 */
export function createPrefillEstimate(): PrefillEstimate {
  const msPerToken = new Map<string, number>();
  return {
    learn(model, promptTokens, prefillMs) {
      if (promptTokens <= 0 || prefillMs < 0) return;
      const seen = prefillMs / promptTokens;
      const before = msPerToken.get(model) ?? seen;
      if (msPerToken.size >= maxModels) msPerToken.clear();
      msPerToken.set(model, before + (seen - before) * weightOfNewest);
    },
    predictMs(model, promptTokens) {
      const rate = msPerToken.get(model);
      return rate === undefined ? unknownPrefillMs : Math.min(rate * promptTokens, longestMs);
    },
  };
}
