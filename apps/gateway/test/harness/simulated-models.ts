import type { ModelInput } from '@hearth/simulator';

/** Chats and calls tools; one slot unless a test says otherwise. */
export const talker = 'talker';
export const thinker = 'thinker';
/** One slot. */
export const solo = 'solo';
/** Two slots, for Hearth by `HEARTH_SLOTS` and for the simulator by its own count. */
export const duo = 'duo';
export const embedder = 'embedder';
/** Its name has slashes, as models of Hugging Face have. */
export const remote = 'hf.co/acme/talker-GGUF:Q4_K_M';
/** Of a family that Ollama runs one call at a time. */
export const single = 'single';

const replyTokens = 8;

export const simulatedModels: readonly ModelInput[] = [
  { name: talker, capabilities: ['completion', 'tools'], replyTokens },
  { name: thinker, capabilities: ['completion', 'thinking'], replyTokens },
  { name: solo, capabilities: ['completion'], replyTokens },
  { name: duo, capabilities: ['completion'], replyTokens, numParallel: 2 },
  { name: embedder, capabilities: ['embedding'] },
  { name: remote, capabilities: ['completion'], replyTokens },
  { name: single, capabilities: ['completion'], family: 'qwen35', replyTokens },
];
