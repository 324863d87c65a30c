import type { Prompt, Reply } from './reply.ts';

/** An answer that a test dictates. */
export interface ScriptedReply {
  /** Which prompts it answers; default any. */
  readonly match?: (prompt: Prompt) => boolean;
  readonly reply: Reply | ((prompt: Prompt) => Reply);
  /** How many prompts it answers; default one. */
  readonly times?: number;
}

/** Scripted replies, in the order they were added; each is used up after its `times`. */
export interface Script {
  add(scripted: ScriptedReply): void;
  take(prompt: Prompt): Reply | undefined;
  clear(): void;
}

export function createScript(): Script {
  const queue: { readonly scripted: ScriptedReply; left: number }[] = [];
  return {
    add: (scripted) => void queue.push({ scripted, left: scripted.times ?? 1 }),
    take(prompt) {
      const index = queue.findIndex(({ scripted }) => scripted.match?.(prompt) ?? true);
      const entry = queue[index];
      if (!entry) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) queue.splice(index, 1);
      const { reply } = entry.scripted;
      return typeof reply === 'function' ? reply(prompt) : reply;
    },
    clear: () => {
      queue.length = 0;
    },
  };
}
