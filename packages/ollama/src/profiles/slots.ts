/** Families that Ollama runs one call at a time, whatever `OLLAMA_NUM_PARALLEL` says (Ollama server/sched.go `load`). */
const singleFamilies: ReadonlySet<string> = new Set([
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

/** Whether Ollama forces a model to one call at a time: a second one would wait inside Ollama, or make it load the model again. */
export function forcedSingle(
  family: string | undefined,
  capabilities: readonly string[] | undefined,
): boolean {
  const onlyEmbeds =
    capabilities?.includes('embedding') === true && !capabilities.includes('completion');
  return onlyEmbeds || (family !== undefined && singleFamilies.has(family));
}

export type SlotsSource =
  | 'HEARTH_SLOTS'
  | 'profile'
  | 'forced to 1 by Ollama'
  | 'OLLAMA_NUM_PARALLEL'
  | 'default';

export interface SlotsQuestion {
  readonly family: string | undefined;
  readonly capabilities: readonly string[] | undefined;
  /** What the console has saved for this model. */
  readonly saved?: number | undefined;
  /** What `HEARTH_SLOTS` says of this model. */
  readonly environment?: number | undefined;
  /** `OLLAMA_NUM_PARALLEL`, where Hearth was told. */
  readonly numParallel?: number | undefined;
}

/** How many calls of a model may run at once, and who said so. What an operator said of this very model wins. */
export function slotsFor(question: SlotsQuestion): { slots: number; source: SlotsSource } {
  const { family, capabilities, saved, environment, numParallel } = question;
  if (saved !== undefined) return { slots: saved, source: 'profile' };
  if (environment !== undefined) return { slots: environment, source: 'HEARTH_SLOTS' };
  if (forcedSingle(family, capabilities)) return { slots: 1, source: 'forced to 1 by Ollama' };
  if (numParallel !== undefined) return { slots: numParallel, source: 'OLLAMA_NUM_PARALLEL' };
  return { slots: 1, source: 'default' };
}
