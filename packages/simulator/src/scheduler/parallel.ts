import type { Model } from '../models/model.ts';

/** Families whose runner takes one call at a time whatever OLLAMA_NUM_PARALLEL says (server/sched.go load). */
const serialFamilies: ReadonlySet<string> = new Set([
  'mllama',
  'qwen3vl',
  'qwen3vlmoe',
  'qwen35',
  'qwen35moe',
  'qwen3next',
  'lfm2',
  'lfm2moe',
  'nemotron_h',
  'nemotron_h_moe',
  'nemotron_h_omni',
]);

/** Slots of a loaded model. Models that only embed, and some families, are forced to one. */
export function parallelOf(model: Model, numParallel: number): number {
  if (!model.capabilities.includes('completion')) return 1;
  if (serialFamilies.has(model.family)) return 1;
  return Math.max(1, model.numParallel ?? numParallel);
}
