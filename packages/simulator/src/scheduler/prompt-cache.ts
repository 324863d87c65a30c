/** What each slot still holds of its last prompt: a call that shares a prefix with it is processed faster. */
export interface PromptCaches {
  /** How many tokens of the prompt the slot has to process; always at least one, as in Ollama's runner cache. */
  prefill(slot: number, prompt: readonly string[]): number;
}

export function createPromptCaches(slots: number): PromptCaches {
  const held: (readonly string[])[] = Array.from({ length: slots }, () => []);
  return {
    prefill(slot, prompt) {
      const shared = sharedPrefix(held[slot] ?? [], prompt);
      held[slot] = prompt;
      return Math.max(Math.min(1, prompt.length), prompt.length - shared);
    },
  };
}

function sharedPrefix(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a[index] === b[index]) index += 1;
  return index;
}
